import dataclasses
import uuid
from datetime import UTC, datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from articles.models import Article, Revision
from articles.verbs.saving import save
from articles.verbs.withdrawing import erase
from articles.working.content import Content, Link
from taxonomy.models import Region
from tests.articles.admin.addresses import address
from tests.factories import (
    make_actor,
    make_article,
    make_author,
    make_content,
    make_published,
)
from tests.newsroom.images.files import make_picture
from tests.pages import form_values, staff

pytestmark = pytest.mark.django_db

FORM = "article_form"


def key(slug):
    return Region.objects.get(slug=slug).pk


def loaded(client, article):
    return form_values(client.get(address("change", article)), FORM)


def content_of(article):
    return Content.of(Article.objects.get(pk=article.pk))


@pytest.fixture
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def full_content(**values):
    return make_content(
        **{
            "summary": "Two\nlines.",
            "body": "<h2>Head</h2><p>Text & more.</p>",
            "editors_note": "Public note.",
            "partners_note": "Inside note.",
            "genre": "analysis",
            "language": "fr",
            "display_at": datetime(2026, 3, 1, 12, 30, tzinfo=UTC),
            "usage_terms": "Free.",
            "syndicatable": False,
            "translation_of": make_article().pk,
            "picture": make_picture().pk,
            "byline": [make_author(), make_author()],
            "regions": ["ukraine", "russia"],
            "actors": [make_actor(), make_actor()],
            "related_links": [
                Link(target=make_article().pk, summary="Own summary.", picture=make_picture().pk),
                Link(url="https://www.un.org/", title="UN"),
            ],
            **values,
        }
    )


@pytest.mark.usefixtures("_media")
def test_saving_the_form_as_it_was_loaded_changes_nothing(desk, editor):
    article = Article()
    content = full_content()
    save(article, content, by=None, based_on=0)
    stored = content_of(article)

    response = desk.post(address("change", article), loaded(desk, article))

    assert response.status_code == 302
    assert content_of(article) == stored
    newest = Revision.objects.filter(article=article).first()
    assert (newest.number, newest.saved_by) == (2, editor)
    assert Content.from_json(newest.content) == stored


def test_added_article_is_saved_whole(desk, editor):
    original, target, author = make_article(), make_article(), make_author()
    typed = {
        **form_values(desk.get(address("add")), FORM),
        "title": "New",
        "slug": "new",
        "summary": "Short.",
        "body": "<p>Text.</p>",
        "translation_of": original.pk,
        "display_at_0": "2026-03-01",
        "display_at_1": "12:30:00",
        "bylineentry_set-0-author": author.pk,
        "articleregion_set-0-region": key("russia"),
        "relatedlink_set-0-target": target.pk,
    }

    response = desk.post(address("add"), typed)

    article = Article.objects.get(slug="new")
    assert response.status_code == 302
    assert Content.of(article) == Content(
        title="New",
        slug="new",
        summary="Short.",
        body="<p>Text.</p>",
        translation_of=original.pk,
        display_at=datetime(2026, 3, 1, 12, 30, tzinfo=UTC),
        byline=[author.pk],
        regions=[key("russia")],
        related_links=[Link(target=target.pk)],
    )
    logged = LogEntry.objects.values_list("object_id", "user_id", "change_message")
    assert list(logged) == [(str(article.pk), editor.pk, "Saved revision 1.")]


def test_rows_are_saved_in_the_order_of_their_numbers(desk):
    article = make_article(regions=["ukraine", "russia", "china"])
    typed = {
        **loaded(desk, article),
        "articleregion_set-TOTAL_FORMS": 5,
        "articleregion_set-0-place": 3,
        "articleregion_set-1-place": 2,
        "articleregion_set-2-place": 1,
        "articleregion_set-3-place": 1,
        "articleregion_set-3-region": key("kursk"),
        "articleregion_set-4-place": "",
        "articleregion_set-4-region": key("crimea"),
    }

    desk.post(address("change", article), typed)

    slugs = ["china", "kursk", "russia", "ukraine", "crimea"]
    assert content_of(article).regions == [key(slug) for slug in slugs]


def test_rows_left_out_or_emptied_are_gone(desk):
    article = make_article(regions=["ukraine", "russia", "china"])
    typed = loaded(desk, article)
    typed["articleregion_set-TOTAL_FORMS"] = 2
    typed["articleregion_set-0-region"] = ""

    desk.post(address("change", article), typed)

    assert content_of(article).regions == [key("russia")]


def test_two_rows_may_change_places_by_their_values(desk):
    article = make_article(regions=["ukraine", "russia"])
    typed = loaded(desk, article)
    typed["articleregion_set-0-region"] = key("russia")
    typed["articleregion_set-1-region"] = key("ukraine")

    desk.post(address("change", article), typed)

    assert content_of(article).regions == [key("russia"), key("ukraine")]


def test_tag_given_twice_is_refused_on_its_list(desk):
    article = make_article(regions=["ukraine", "russia"])
    typed = loaded(desk, article)
    typed["articleregion_set-1-region"] = key("ukraine")

    response = desk.post(address("change", article), typed)

    regions = response.context["inline_admin_formsets"][1].formset
    assert regions.non_form_errors() == ["Please correct the duplicate data for region."]
    assert regions.errors == [
        {},
        {"__all__": ["Please correct the duplicate values below."]},
        {},
    ]
    assert content_of(article).regions == [key("ukraine"), key("russia")]


def test_what_the_verb_refuses_comes_back_with_all_that_was_typed(desk):
    article = make_article(regions=["ukraine"])
    stored = content_of(article)
    typed = {
        **loaded(desk, article),
        "title": "Typed title",
        "body": "<p>Typed</p><table></table>",
        "language": "xx_yy",
        "articleregion_set-0-place": "4",
        "articleregion_set-0-region": [str(key("russia"))],
        "relatedlink_set-0-title": "Typed link",
    }

    response = desk.post(address("change", article), typed)

    assert response.status_code == 200
    assert response.context["adminform"].form.errors == {
        "body": [
            "line 1, <table>: Use paragraphs or a list: a body holds no tables.",
        ],
        "language": ["“xx_yy” is not a BCP 47 language tag."],
    }
    assert response.context["inline_admin_formsets"][3].formset.non_form_errors() == [
        "Link 1: Give either an article or an outside address."
    ]
    shown = form_values(response, FORM)
    assert shown == {**typed, "csrfmiddlewaretoken": shown["csrfmiddlewaretoken"]}
    assert content_of(article) == stored
    assert Revision.objects.filter(article=article).count() == 1
    assert not LogEntry.objects.exists()


def test_new_article_that_is_refused_keeps_what_was_typed(desk):
    make_article(slug="taken")
    typed = {
        **form_values(desk.get(address("add")), FORM),
        "title": "New",
        "slug": "taken",
        "bylineentry_set-0-author": [str(make_author().pk)],
    }

    response = desk.post(address("add"), typed)

    assert response.context["adminform"].form.errors == {
        "slug": ["Another story has or had this slug; slugs are never used again."]
    }
    shown = form_values(response, FORM)
    assert shown == {**typed, "csrfmiddlewaretoken": shown["csrfmiddlewaretoken"]}
    assert Article.objects.count() == 1


@pytest.fixture
def conflict(desk, editor):
    """An article that somebody else saved, with fewer rows, after the editor had loaded it."""
    article = make_article(regions=["ukraine", "russia"], byline=[make_author()])
    typed = {**loaded(desk, article), "title": "Mine"}
    del typed["overwrites"]
    other = dataclasses.replace(
        content_of(article), title="Theirs", regions=[key("china")], byline=[]
    )
    save(article, other, by=editor, based_on=1)
    return article, typed


def test_edit_conflict_keeps_what_was_typed_and_writes_nothing(desk, conflict):
    article, typed = conflict

    response = desk.post(address("change", article), typed)

    saved_at = Revision.objects.get(number=2).saved_at
    assert response.context["adminform"].form.errors == {
        "__all__": [
            f"editor saved this article at {saved_at:%H:%M} UTC. Your changes have not been "
            "saved: open the article again beside this page and carry them over."
        ]
    }
    shown = form_values(response, FORM)
    assert shown == {**typed, "csrfmiddlewaretoken": shown["csrfmiddlewaretoken"]}
    assert 'name="overwrites" value="2"' in response.content.decode()
    assert content_of(article).title == "Theirs"


def test_edit_conflict_is_settled_by_saving_over_the_newer_revision(desk, conflict):
    article, typed = conflict

    response = desk.post(address("change", article), {**typed, "overwrites": "2"})

    assert response.status_code == 302
    content = content_of(article)
    assert (content.title, content.regions) == ("Mine", [key("ukraine"), key("russia")])


def test_choice_to_save_over_a_newer_revision_outlives_another_refusal(desk, conflict):
    article, typed = conflict
    again = form_values(
        desk.post(address("change", article), {**typed, "overwrites": "2", "body": "<table>"}), FORM
    )

    response = desk.post(address("change", article), {**again, "body": "<p>Text.</p>"})

    assert response.status_code == 302
    assert content_of(article).title == "Mine"


def test_saving_over_a_newer_revision_does_not_hide_a_still_newer_one(desk, conflict):
    article, typed = conflict
    save(article, content_of(article), by=None, based_on=2)

    response = desk.post(address("change", article), {**typed, "overwrites": "2"})

    assert response.status_code == 200
    assert content_of(article).title == "Theirs"


def test_outside_address_without_scheme_becomes_https(desk):
    article = make_article()
    typed = {
        **loaded(desk, article),
        "relatedlink_set-0-url": "www.un.org",
        "relatedlink_set-0-title": "UN",
    }

    desk.post(address("change", article), typed)

    assert content_of(article).related_links == [Link(url="https://www.un.org", title="UN")]


def test_erased_story_cannot_be_filled_again(desk):
    article = make_article()
    typed = loaded(desk, article)
    erase(article, by=None, reason="Court order.")

    response = desk.post(address("change", article), typed)

    assert response.context["adminform"].form.errors == {
        "__all__": ["The text of this story has been erased for good."]
    }


def test_who_may_only_look_sees_all_and_changes_nothing():
    article = make_published(regions=["ukraine"], summary="A summary to see.")
    client = staff("articles.view_article")

    page = client.get(address("change", article))
    refused = client.post(address("change", article), {"title": "x"})

    text = page.content.decode()
    assert "A summary to see." in text
    assert "Ukraine" in text
    typed = {"title", "body", "articleregion_set-0-place", "articleregion_set-0-region"}
    assert typed & set(form_values(page, FORM)) == set()
    assert page.context["allowed_acts"] == set()
    assert refused.status_code == 403


def test_editor_without_rights_on_the_rows_edits_lists_all_the_same():
    article = make_article(regions=["ukraine"])
    client = staff("articles.change_article", "articles.view_article")
    typed = {**loaded(client, article), "articleregion_set-0-region": key("russia")}

    response = client.post(address("change", article), typed)

    assert response.status_code == 302
    assert content_of(article).regions == [key("russia")]


@pytest.mark.parametrize("page", ["changelist", "add", "change", "delete", "history"])
def test_pages_ask_who_is_there(client, editor, page):
    article = make_article()
    where = address(page, article if page in {"change", "delete", "history"} else None)

    anonymous = client.get(where)
    stranger = staff().get(where)
    client.force_login(editor)
    known = client.get(where)

    assert anonymous.status_code == 302
    assert anonymous["Location"] == f"/admin/login/?next={where}"
    assert stranger.status_code == 403
    assert known.status_code == (403 if page == "delete" else 200)


def test_form_wants_a_token_against_forgery(editor):
    article = make_article()
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    typed = {**loaded(client, article), "csrfmiddlewaretoken": ""}

    assert client.post(address("change", article), typed).status_code == 403
    assert Revision.objects.count() == 1


def test_no_article_can_be_deleted(desk):
    article = make_article()

    assert desk.get(address("delete", article)).status_code == 403
    assert desk.post(address("delete", article), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [article.pk], "post": "yes"}
    desk.post(address("changelist"), chosen)
    assert Article.objects.filter(pk=article.pk).exists()


def test_unknown_article_leads_back_to_the_overview(desk):
    unknown = Article(pk=uuid.uuid4())

    response = desk.get(address("change", unknown))

    assert (response.status_code, response["Location"]) == (302, "/admin/")


def test_originals_are_offered_as_originals_of_a_translation(desk):
    original = make_article(title="Same title", slug="one")
    make_article(title="Same title", slug="two", translation_of=original.pk)
    query = {"app_label": "articles", "model_name": "article", "field_name": "translation_of"}

    response = desk.get("/admin/autocomplete/", {**query, "term": "same"})

    assert response.json() == {
        "results": [{"id": str(original.pk), "text": "Same title (one, en)"}],
        "pagination": {"more": False},
    }


def test_targets_of_links_are_found_by_slug(desk):
    target = make_article(title="Title", slug="found-by-slug")
    make_article(title="Other")
    query = {"app_label": "articles", "model_name": "relatedlink", "field_name": "target"}

    response = desk.get("/admin/autocomplete/", {**query, "term": "by-slug"})

    assert response.json()["results"] == [
        {"id": str(target.pk), "text": "Title (found-by-slug, en)"}
    ]
