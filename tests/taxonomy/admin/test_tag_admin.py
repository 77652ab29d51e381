import json

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from newsroom.changes.models import Change, Head
from taxonomy.editing import merge, retire
from taxonomy.models import Actor, Region
from taxonomy.releasing import release
from tests.factories import make_actor, make_article, make_place
from tests.pages import form_values, messages_of, staff

pytestmark = pytest.mark.django_db


def address(name, tag, *args):
    keys = [tag.pk, *args] if isinstance(tag, Region | Actor) else []
    return reverse(f"admin:taxonomy_{tag._meta.model_name}_{name}", args=keys)


def region(slug):
    return Region.objects.get(slug=slug)


def loaded(client, tag):
    return form_values(client.get(address("change", tag)), f"{tag._meta.model_name}_form")


def aliases(tag):
    return sorted(tag.aliases.values_list("text", flat=True))


def public_actor(slug="", **values):
    actor = make_actor(slug, **values)
    release(actor, by=None)
    actor.refresh_from_db()
    return actor


def test_region_saved_as_it_was_loaded_stays_the_same(desk):
    germany = region("germany")
    before = (Region.objects.filter(slug="germany").values().get(), aliases(germany))
    groupings = set(germany.groupings.all())
    assert groupings

    response = desk.post(address("change", germany), loaded(desk, germany))

    assert response.status_code == 302
    assert (Region.objects.filter(slug="germany").values().get(), aliases(germany)) == before
    assert set(germany.groupings.all()) == groupings


def test_region_is_added_with_aliases_and_groupings(desk):
    typed = {
        **form_values(desk.get(address("add", Region)), "region_form"),
        "name": "Pokrovsk",
        "slug": "pokrovsk",
        "kind": "place",
        "parent": region("ukraine").pk,
        "aliases": "Krasnoarmiisk\n\n Покровськ ",
        "groupings": [region("european-union").pk],
        "latitude": "48.28",
        "longitude": "37.18",
    }

    response = desk.post(address("add", Region), typed)

    added = region("pokrovsk")
    assert (response.status_code, added.parent, added.released_at) == (
        302,
        region("ukraine"),
        None,
    )
    assert aliases(added) == ["Krasnoarmiisk", "Покровськ"]
    assert [grouping.slug for grouping in added.groupings.all()] == ["european-union"]


def test_change_to_a_public_tag_takes_a_number_and_is_logged(desk, editor):
    actor = public_actor("kremlin", name="Kremlin")

    desk.post(address("change", actor), {**loaded(desk, actor), "name": "The Kremlin"})

    change = Change.objects.first()
    assert (change.kind, change.object_id, change.action, change.by) == (
        "actor",
        actor.uid,
        "saved",
        editor,
    )
    assert LogEntry.objects.values_list("object_repr", "user_id").get() == (
        "The Kremlin",
        editor.pk,
    )


def test_refused_region_comes_back_with_all_that_was_typed(desk):
    place = make_place("bakhmut", parent="ukraine")
    typed = {
        **loaded(desk, place),
        "name": "Typed name",
        "slug": "germany",
        "alpha2": "xx",
        "aliases": "One\nTwo",
        "groupings": [str(region("european-union").pk)],
    }

    response = desk.post(address("change", place), typed)

    assert response.status_code == 200
    assert response.context["adminform"].form.errors == {
        "slug": ["Region with this Slug already exists."],
        "alpha2": ["Use two capital letters, such as KP."],
    }
    shown = form_values(response, "region_form")
    assert shown == {**typed, "csrfmiddlewaretoken": shown["csrfmiddlewaretoken"]}
    place.refresh_from_db()
    assert (place.name, aliases(place)) == ("Bakhmut", [])


def test_slug_of_the_past_of_another_region_is_refused(desk):
    moved = make_place("old-slug", parent="ukraine")
    desk.post(address("change", moved), {**loaded(desk, moved), "slug": "new-slug"})
    other = make_place("other", parent="ukraine")

    response = desk.post(address("change", other), {**loaded(desk, other), "slug": "old-slug"})

    assert response.context["adminform"].form.errors == {
        "slug": ["Another region has or had this slug."]
    }


def test_region_cannot_lie_within_itself(desk):
    upper = make_place("upper", parent="ukraine")
    lower = make_place("lower", parent="upper")

    response = desk.post(address("change", upper), {**loaded(desk, upper), "parent": lower.pk})

    assert response.context["adminform"].form.errors == {
        "parent": ["A region cannot lie within itself."]
    }


def test_region_without_parent_is_told_in_words(desk):
    place = make_place("lost", parent="ukraine")
    [rule] = [one for one in Region._meta.constraints if one.name == "region_has_parent"]

    response = desk.post(address("change", place), {**loaded(desk, place), "parent": ""})

    assert response.context["adminform"].form.errors == {"__all__": [rule.violation_error_message]}


def test_alias_that_is_too_long_is_refused(desk):
    actor = make_actor()

    response = desk.post(address("change", actor), {**loaded(desk, actor), "aliases": "x" * 201})

    assert list(response.context["adminform"].form.errors) == ["aliases"]
    assert aliases(actor) == []


def test_page_shows_every_slug_that_the_tag_had(desk):
    actor = make_actor("first-slug")
    desk.post(address("change", actor), {**loaded(desk, actor), "slug": "second-slug"})

    response = desk.get(address("change", actor))

    assert [str(slug) for slug in response.context["slugs"]] == ["first-slug", "second-slug"]


def test_actor_is_added_in_a_window_beside_the_story(desk):
    typed = {"name": "Ana Ruiz", "slug": "ana-ruiz", "kind": "person", "_popup": "1"}

    response = desk.post(address("add", Actor), typed)

    answer = json.loads(response.context["popup_response_data"])
    assert answer == {"value": str(Actor.objects.get().pk), "obj": "Ana Ruiz"}


# Acts


def post(client, name, tag, **values):
    return client.post(address(name, tag), values, follow=True)


def done(response, tag):
    """The act is done: the change page says so, and so does the log. Gives the sentence."""
    assert response.redirect_chain == [(address("change", tag), 302)]
    [sentence] = messages_of(response)
    assert LogEntry.objects.get().change_message == sentence
    tag.refresh_from_db()
    return sentence


def test_release(desk):
    actor = make_actor()

    sentence = done(post(desk, "release", actor), actor)

    assert sentence == f"Known to the public (change {Head.objects.get().seq})."
    assert actor.released_at


def test_retire_and_offer_again(desk):
    actor = make_actor()

    assert done(post(desk, "retire", actor), actor) == "Retired: no longer offered to editors."
    assert actor.retired_at

    LogEntry.objects.all().delete()
    assert done(post(desk, "unretire", actor), actor) == "Offered to editors again."
    assert actor.retired_at is None


def test_merge_and_undo(desk):
    tag, survivor = public_actor(), public_actor(name="Survivor")

    sentence = done(post(desk, "merge", tag, into=survivor.pk), tag)

    assert sentence == f"Merged into Survivor (change {Head.objects.get().seq})."
    assert tag.merged_into == survivor

    LogEntry.objects.all().delete()
    sentence = done(post(desk, "unmerge", tag), tag)
    assert sentence == f"The merge is undone (change {Head.objects.get().seq})."
    assert tag.merged_into is None


def test_merge_of_what_the_public_does_not_know_has_no_change_number(desk):
    tag, survivor = make_actor(), make_actor(name="Survivor")

    assert done(post(desk, "merge", tag, into=survivor.pk), tag) == "Merged into Survivor."


def test_merge_into_itself_is_refused(desk):
    tag = make_actor()

    response = post(desk, "merge", tag, into=tag.pk)

    assert response.context["form"].errors == {
        "__all__": ["An actor cannot be merged into itself."]
    }


def test_merge_into_a_retired_tag_is_no_choice(desk):
    tag, retired = make_actor(), make_actor()
    retire(retired, by=None)

    response = post(desk, "merge", tag, into=retired.pk)

    assert response.context["form"].errors == {
        "into": ["Select a valid choice. That choice is not one of the available choices."]
    }


def test_undoing_a_merge_that_never_was_is_told(desk):
    response = post(desk, "unmerge", make_actor())

    assert messages_of(response) == ["It is not merged into another."]
    assert not LogEntry.objects.exists()


ACTS = ["release", "retire", "unretire", "merge", "unmerge"]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("model", [Region, Actor])
def test_act_is_for_those_who_may_change_the_tag(client, act, model):
    survivor = make_actor() if model is Actor else region("ukraine")
    tag = make_actor() if model is Actor else make_place("bakhmut")
    if act == "unmerge":
        merge(tag, into=survivor, by=None)
    name = model._meta.model_name
    where, values = address(act, tag), {"into": survivor.pk}

    anonymous = client.post(where, values)
    without = staff(f"taxonomy.view_{name}").post(where, values)
    allowed = staff(f"taxonomy.change_{name}").post(where, values)

    assert (anonymous.status_code, anonymous["Location"]) == (
        302,
        f"/admin/login/?next={where}",
    )
    assert without.status_code == 403
    assert (allowed.status_code, allowed["Location"]) == (302, address("change", tag))


@pytest.mark.parametrize("act", ACTS)
def test_act_by_get_shows_a_page_or_is_not_allowed(desk, act):
    actor = make_actor()

    response = desk.get(address(act, actor))

    assert response.status_code == (200 if act == "merge" else 405)


@pytest.mark.parametrize("model", [Region, Actor])
def test_who_may_only_look_sees_all_and_changes_nothing(model):
    name = model._meta.model_name
    tag = make_actor(aliases=("Seen",)) if model is Actor else region("germany")
    client = staff(f"taxonomy.view_{name}")

    page = client.get(address("change", tag))

    assert all(text in page.content.decode() for text in aliases(tag))
    assert aliases(tag)
    assert page.context["allowed_acts"] == set()
    assert client.post(address("change", tag), {}).status_code == 403
    assert client.get(address("add", model)).status_code == 403


@pytest.mark.parametrize("model", [Region, Actor])
@pytest.mark.parametrize("page", ["changelist", "add", "change", "delete"])
def test_pages_ask_who_is_there(client, model, page):
    tag = make_actor() if model is Actor else region("ukraine")
    where = address(page, tag if page in {"change", "delete"} else model)

    anonymous = client.get(where)

    assert (anonymous.status_code, anonymous["Location"]) == (
        302,
        f"/admin/login/?next={where}",
    )
    assert staff().get(where).status_code == 403


# Deleting


def test_tag_that_nobody_knows_or_uses_is_deleted(desk):
    place = make_place("mistake")

    response = desk.post(address("delete", place), {"post": "yes"})

    assert response.status_code == 302
    assert not Region.objects.filter(slug="mistake").exists()


def test_tag_on_a_story_is_not_deleted(desk):
    actor = make_actor()
    make_article(actors=[actor])

    response = desk.post(address("delete", actor), {"post": "yes"})

    assert response.status_code == 200
    assert len(response.context["protected"]) == 1
    assert Actor.objects.filter(pk=actor.pk).exists()


def test_public_tag_is_not_deleted(desk):
    actor = public_actor()

    assert desk.post(address("delete", actor), {"post": "yes"}).status_code == 403


# Lists and choices


def offered(client, term, field="region", model="articleregion", app="articles"):
    query = {"app_label": app, "model_name": model, "field_name": field, "term": term}
    results = client.get("/admin/autocomplete/", query).json()["results"]
    return [result["text"] for result in results]


@pytest.mark.parametrize(
    ("term", "first"),
    [
        ("us", "United States (country)"),
        ("KP", "North Korea (country)"),
        ("prk", "North Korea (country)"),
        ("408", "North Korea (country)"),
        ("DPRK", "North Korea (country)"),
        ("north-kor", "North Korea (country)"),
        ("niger", "Niger (country)"),
    ],
)
def test_region_is_found_by_name_slug_alias_and_code_the_nearest_first(desk, term, first):
    assert offered(desk, term)[0] == first


def test_retired_and_merged_tags_are_not_offered(desk):
    make_actor("offered-one", name="Offered", role="Minister")
    retired = make_actor("retired-one", name="Offered too")
    merged = make_actor("merged-one", name="Offered as well")
    retire(retired, by=None)
    merge(merged, into=Actor.objects.get(slug="offered-one"), by=None)

    assert offered(desk, "offered", "actor", "articleactor") == ["Offered (Minister)"]


def test_retired_tag_is_still_found_in_its_list(desk):
    actor = make_actor("retired-one")
    retire(actor, by=None)

    response = desk.get(address("changelist", Actor), {"q": "retired-one"})

    assert list(response.context["cl"].result_list) == [actor]


def test_groupings_are_offered_as_groupings(desk):
    found = offered(desk, "eu", "groupings", "region", "taxonomy")

    assert set(found) <= {
        f"{grouping.name} (grouping)" for grouping in Region.objects.filter(kind="grouping")
    }
    assert found[0] == "European Union (grouping)"


def test_lists_tell_the_state_of_each_tag(desk):
    known, survivor = public_actor("known"), make_actor("survivor", name="Survivor")
    merge(make_actor("merged"), into=survivor, by=None)
    retire(known, by=None)

    response = desk.get(address("changelist", Actor))

    admin = response.context["cl"].model_admin
    assert {tag.slug: admin.state(tag) for tag in response.context["cl"].result_list} == {
        "known": "public, retired",
        "survivor": "not known to the public",
        "merged": "not known to the public, merged into Survivor",
    }


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("public", ["known"]),
        ("unknown", ["merged", "survivor"]),
        ("retired", ["known"]),
        ("merged", ["merged"]),
    ],
)
def test_lists_are_filtered_by_state(desk, state, expected):
    known, survivor = public_actor("known"), make_actor("survivor")
    merge(make_actor("merged"), into=survivor, by=None)
    retire(known, by=None)

    response = desk.get(address("changelist", Actor), {"state": state})

    assert [tag.slug for tag in response.context["cl"].result_list] == expected


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_actors_costs_the_same(desk, django_assert_num_queries, count):
    for _ in range(count):
        tag = make_actor(home_region=region("russia"))
        merge(tag, into=make_actor(), by=None)

    with django_assert_num_queries(4):
        desk.get(address("changelist", Actor))


def test_list_of_regions_costs_as_much(desk, django_assert_num_queries):
    with django_assert_num_queries(4):
        desk.get(address("changelist", Region))
