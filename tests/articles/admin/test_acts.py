from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from articles.models import (
    Article,
    Correction,
    InternalReason,
    Publication,
    PublishedVersion,
    Revision,
    Schedule,
    Withdrawal,
)
from articles.verbs.embargoing import embargo
from articles.verbs.publishing import publish
from articles.verbs.saving import save
from articles.verbs.scheduling import cancel_schedule, schedule_publication, schedule_withdrawal
from articles.verbs.withdrawing import withdraw
from newsroom.changes.models import Change, Head
from tests.articles.admin.addresses import address
from tests.factories import make_article, make_content, make_published
from tests.pages import form_values, messages_of, staff

pytestmark = pytest.mark.django_db

TOMORROW = (timezone.now() + timedelta(days=1)).replace(second=0, microsecond=0)
DUE = {"due_at_0": f"{TOMORROW:%Y-%m-%d}", "due_at_1": f"{TOMORROW:%H:%M}"}


def post(client, name, article, *args, **values):
    return client.post(address(name, article, *args), values, follow=True)


def done(response, article):
    """The act is done: the change page says so, and so does the log. Gives the sentence."""
    assert response.redirect_chain == [(address("change", article), 302)]
    [sentence] = messages_of(response)
    assert LogEntry.objects.get(object_id=str(article.pk)).change_message == sentence
    return sentence


def refused(response):
    """Give the errors of the form that is shown again; nothing was written to the log."""
    assert response.status_code == 200
    assert not LogEntry.objects.exists()
    return response.context["form"].errors


def revise(article, **values):
    """Save the story once more."""
    article.refresh_from_db()
    content = make_content(**{"slug": article.slug, **values})
    return save(article, content, by=None, based_on=article.revision_number)


def test_publish_at_one_click(desk, editor):
    article = make_article()

    response = post(desk, "publish", article, based_on=1)

    change = Change.objects.first()
    assert done(response, article) == f"Published version 1 (change {change.seq})."
    assert (change.action, change.by) == ("published", editor)
    assert Publication.objects.live().get().version == PublishedVersion.objects.get()


def test_publish_as_minor_leaves_the_date_of_update_alone(desk):
    article = make_published()
    before = Publication.objects.live().get().updated_at
    revise(article)

    post(desk, "publish", article, based_on=2, minor="on")

    live = Publication.objects.live().get()
    assert (live.version.number, live.updated_at) == (2, before)


def test_publish_refuses_what_the_editor_has_not_seen(desk):
    article = make_article()
    revise(article)

    response = post(desk, "publish", article, based_on=1)

    assert messages_of(response) == [
        "The article has been saved by somebody else since you opened it."
    ]
    assert not PublishedVersion.objects.exists()


def test_publish_names_what_is_missing(desk):
    article = make_article(summary="", body="")

    response = post(desk, "publish", article, based_on=1)

    assert messages_of(response) == [
        "Summary: A public story needs this.",
        "Body: A public story needs this.",
    ]
    assert not LogEntry.objects.exists()


CORRECTED = {
    "kind": "clarification",
    "text": "Told readers.",
    "heading_id": "second",
    "old_wording": "old",
    "new_wording": "new",
}


def corrected_story():
    article = make_published(body="<h2>First</h2><p>Text.</p><h2>Second</h2><p>Text.</p>")
    revise(article, body="<h2>First</h2><p>Text.</p><h2>Second</h2><p>Better.</p>")
    return article


def test_correct_publishes_with_a_correction(desk):
    article = corrected_story()

    response = post(desk, "correct", article, based_on=2, **CORRECTED)

    seq = Head.objects.get().seq
    sentence = f"Published version 2 with a clarification (change {seq})."
    assert done(response, article) == sentence
    correction = Correction.objects.values(*CORRECTED, "version__number").get()
    assert correction == {**CORRECTED, "version__number": 2}


def test_correct_offers_the_headings_of_the_body(desk):
    response = desk.get(address("correct", corrected_story()))

    assert response.context["form"].fields["heading_id"].choices == [
        ("", "The whole story"),
        ("first", "First"),
        ("second", "Second"),
    ]


def test_correct_asks_for_the_text(desk):
    response = post(desk, "correct", corrected_story(), based_on=2, kind="correction", text=" ")

    assert refused(response) == {"text": ["This field is required."]}


def test_correct_concerns_public_stories_only(desk):
    response = post(desk, "correct", make_article(), based_on=1, kind="correction", text="x")

    assert refused(response) == {"__all__": ["Only a public story can be corrected."]}


def test_correct_after_another_save_keeps_the_text_and_asks_again(desk):
    article = corrected_story()
    article.refresh_from_db()
    revise(article, body=article.body)

    response = post(desk, "correct", article, based_on=2, **CORRECTED, minor="on")

    assert refused(response) == {
        "__all__": [
            "The article has been saved by somebody else since you opened it.",
            "Look at revision 3 first: the button now publishes it.",
        ]
    }
    form = response.context["form"]
    shown = {name: form[name].value() for name in form.fields}
    assert shown == {**CORRECTED, "based_on": 3, "minor": True}


def test_embargo_is_until_a_moment_in_the_time_of_the_newsroom(desk, settings):
    settings.NEWSROOM_TIME_ZONE = "Asia/Tokyo"
    article = make_article()

    response = post(desk, "embargo", article, based_on=1, until_0="2099-07-01", until_1="12:00")

    change = Change.objects.first()
    until = "until 2099-07-01 12:00 (Asia/Tokyo)"
    assert done(response, article) == f"Version 1 is under embargo {until} (change {change.seq})."
    assert change.action == "embargoed"
    row = Publication.objects.embargoed().get()
    assert row.embargoed_until == datetime(2099, 7, 1, 3, tzinfo=UTC)


def test_embargo_refuses_the_past_and_what_the_editor_has_not_seen(desk):
    article = make_article()
    past = {"until_0": "2020-07-01", "until_1": "12:00"}

    assert refused(post(desk, "embargo", article, based_on=1, **past)) == {
        "until": ["Choose a moment in the future."]
    }
    revise(article)
    assert list(refused(post(desk, "embargo", article, based_on=1))) == ["__all__"]


def test_release_at_one_click(desk, editor):
    article = make_article()
    embargo(article, by=None)

    response = post(desk, "release", article)

    change = Change.objects.first()
    assert done(response, article) == f"Released version 1 to the public (change {change.seq})."
    assert (change.action, change.by) == ("released", editor)
    assert Publication.objects.live().count() == 1


def test_move_release_and_end_embargo(desk):
    article = make_article()
    embargo(article, by=None)

    post(desk, "move_release", article, until_0="2099-07-01", until_1="12:00")
    row = Publication.objects.embargoed().get()
    assert row.embargoed_until == datetime(2099, 7, 1, 12, tzinfo=UTC)

    post(desk, "end_embargo", article, reason="Inside.")
    assert not Publication.objects.current().exists()
    assert InternalReason.objects.get().reason == "Inside."


def test_withdraw(desk, editor):
    article = make_published(title="Shown")

    response = post(desk, "withdraw", article, reason="Inside.", message="Sorry.", shows_title="on")

    seq = Head.objects.get().seq
    assert done(response, article) == f"Withdrawn (change {seq})."
    withdrawal = Withdrawal.objects.values("message", "title", "seq").get()
    assert withdrawal == {"message": "Sorry.", "title": "Shown", "seq": seq}
    assert InternalReason.objects.values_list("reason", "by").get() == ("Inside.", editor.pk)


def test_withdraw_asks_for_a_reason(desk):
    response = post(desk, "withdraw", make_published(), message="Sorry.")

    assert refused(response) == {"reason": ["This field is required."]}


def test_withdraw_concerns_public_stories_only(desk):
    response = post(desk, "withdraw", make_article(), reason="x")

    assert refused(response) == {"__all__": ["Only a public story can be withdrawn."]}


def test_schedule_publication(desk, editor):
    article = make_article()

    response = post(desk, "schedule_publication", article, **DUE)

    assert done(response, article) == (
        f"Revision 1 will be published at {TOMORROW:%Y-%m-%d %H:%M} UTC."
    )
    schedule = Schedule.objects.get()
    assert (schedule.due_at, schedule.action, schedule.requested_by) == (
        TOMORROW,
        "publish",
        editor,
    )


def test_schedule_refuses_the_past(desk):
    past = {"due_at_0": "2020-01-01", "due_at_1": "12:00"}

    response = post(desk, "schedule_publication", make_article(), **past)

    assert refused(response) == {"due_at": ["Choose a moment in the future."]}


def test_schedule_refuses_what_is_no_moment(desk):
    response = post(desk, "schedule_publication", make_article(), due_at_0="soon", due_at_1="2")

    assert refused(response) == {"due_at": ["Enter a valid date.", "Enter a valid time."]}


def test_schedule_withdrawal(desk):
    article = make_published()

    response = post(desk, "schedule_withdrawal", article, **DUE, reason="Inside.", message="Sorry.")

    assert done(response, article) == (
        f"The story will be withdrawn at {TOMORROW:%Y-%m-%d %H:%M} UTC."
    )
    assert Schedule.objects.values("action", "reason", "message", "shows_title").get() == {
        "action": "withdraw",
        "reason": "Inside.",
        "message": "Sorry.",
        "shows_title": False,
    }


def test_cancel_schedule(desk):
    article = make_article()
    schedule = schedule_publication(article, by=None, due_at=TOMORROW)

    response = post(desk, "cancel_schedule", article, schedule.pk)

    assert done(response, article) == f"Called off: publish at {TOMORROW:%Y-%m-%d %H:%M} UTC."
    assert Schedule.objects.get().outcome == "Called off by editor."


def test_cancel_schedule_that_has_ended_is_refused(desk):
    article = make_article()
    schedule = schedule_publication(article, by=None, due_at=TOMORROW)
    cancel_schedule(schedule, by=None)

    response = post(desk, "cancel_schedule", article, schedule.pk)

    assert messages_of(response) == ["This has already ended: cancelled."]


def test_cancel_schedule_asks_for_the_right_to_have_made_it():
    article = make_published()
    schedule = schedule_withdrawal(article, by=None, due_at=TOMORROW, reason="x")
    client = staff("articles.view_article", "articles.publish_article")

    response = client.post(address("cancel_schedule", article, schedule.pk))

    assert response.status_code == 403
    assert Schedule.objects.get().state == "waiting"


def test_restore_saves_an_old_revision_as_the_newest(desk, editor):
    article = make_article(title="First")
    revise(article, title="Second")

    response = post(desk, "restore", article, 1, based_on=2)

    assert done(response, article) == "Restored revision 1 as revision 3."
    newest = Revision.objects.first()
    assert (newest.restored_from, newest.saved_by) == (1, editor)
    assert Article.objects.get().title == "First"


def test_restore_refuses_what_the_editor_has_not_seen(desk):
    article = make_article()
    revise(article)

    response = post(desk, "restore", article, 1, based_on=1)

    [sentence] = messages_of(response)
    assert sentence.endswith("open the article again beside this page and carry them over.")
    assert Revision.objects.count() == 2


def test_redact_hides_an_old_version(desk):
    article = make_published()
    publish(article, by=None)

    response = post(desk, "redact", article, 1, reason="A name.")

    seq = Head.objects.get().seq
    assert done(response, article) == f"Redacted version 1 (change {seq})."
    redacted = PublishedVersion.objects.filter(redacted_at__isnull=False)
    assert list(redacted.values_list("number", flat=True)) == [1]


def test_redact_refuses_the_current_version(desk):
    response = post(desk, "redact", make_published(), 1, reason="A name.")

    assert refused(response) == {
        "__all__": ["This version is current: publish a better one or withdraw the story first."]
    }


def test_erase_blanks_the_story(desk):
    article = make_published(title="Forget me", slug="forget-me")
    withdraw(article, by=None, reason="Wrong.")

    response = post(desk, "erase", article, reason="Court order.", slug="forget-me")

    assert done(response, article) == f"Erased (change {Head.objects.get().seq})."
    assert LogEntry.objects.get().object_repr == "Erased"
    assert Article.objects.values("title", "body").get() == {"title": "Erased", "body": ""}


def test_erase_of_what_was_never_public_has_no_change_number(desk):
    article = make_article(slug="forget-me")

    response = post(desk, "erase", article, reason="Court order.", slug="forget-me")

    assert done(response, article) == "Erased."


def test_erase_wants_the_slug_typed(desk):
    response = post(desk, "erase", make_article(slug="right"), reason="x", slug="wrong")

    assert refused(response) == {"slug": ["The slug of this story is “right”."]}
    assert Article.objects.get().title != "Erased"


def every_act(article):
    """Give the address of every act, what is submitted, and the right that it takes."""
    publication = schedule_publication(article, by=None, due_at=TOMORROW)
    return [
        (address("publish", article), {"based_on": 2}, "publish"),
        (address("correct", article), {"based_on": 2, **CORRECTED, "heading_id": ""}, "publish"),
        (address("embargo", article), {"based_on": 2}, "publish"),
        (address("move_release", article), {}, "publish"),
        (address("release", article), {}, "publish"),
        (address("end_embargo", article), {"reason": "x"}, "withdraw"),
        (address("withdraw", article), {"reason": "x"}, "withdraw"),
        (address("schedule_publication", article), DUE, "publish"),
        (address("schedule_withdrawal", article), {**DUE, "reason": "x"}, "withdraw"),
        (address("cancel_schedule", article, publication.pk), {}, "publish"),
        (address("restore", article, 1), {"based_on": 2}, "change"),
        (address("redact", article, 1), {"reason": "x"}, "redact"),
        (address("erase", article), {"reason": "x", "slug": article.slug}, "erase"),
    ]


ONE_CLICK = {"publish", "release", "cancel_schedule", "restore"}
UNDER_EMBARGO = {"move_release", "release", "end_embargo"}
NAMES = [
    *("publish", "correct", "embargo", "move_release", "release", "end_embargo"),
    *("withdraw", "schedule_publication", "schedule_withdrawal"),
    *("cancel_schedule", "restore", "redact", "erase"),
]
RIGHTS = {"publish", "withdraw", "redact", "erase", "change"}


@pytest.fixture
def story(db):
    """A public story with an old version and newer edits; for erasing, take it back first."""
    article = make_published()
    revise(article)
    publish(article, by=None)
    return Article.objects.get()


@pytest.mark.parametrize("number", range(len(NAMES)), ids=NAMES)
def test_act_is_for_those_who_have_its_right(client, story, number):
    if NAMES[number] == "erase":
        withdraw(story, by=None, reason="x")
    if NAMES[number] in UNDER_EMBARGO:
        embargo(story, by=None)
    where, values, right = every_act(story)[number]
    view = "articles.view_article"
    others = [f"articles.{other}_article" for other in RIGHTS - {right}]

    anonymous = client.post(where, values)
    without = staff(view, *others).post(where, values)
    unseeing = staff(f"articles.{right}_article").post(where, values)
    allowed = staff(view, f"articles.{right}_article").post(where, values)

    assert (anonymous.status_code, anonymous["Location"]) == (
        302,
        f"/admin/login/?next={where}",
    )
    assert without.status_code == 403
    # Who may change a story may see it.
    assert unseeing.status_code == (302 if right == "change" else 403)
    assert (allowed.status_code, allowed["Location"]) == (302, address("change", story))


@pytest.mark.parametrize("number", range(len(NAMES)), ids=NAMES)
def test_act_by_get_shows_a_page_or_is_not_allowed(desk, story, number):
    before = Head.objects.get().seq
    where, _, _ = every_act(story)[number]

    response = desk.get(where)

    assert response.status_code == (405 if NAMES[number] in ONE_CLICK else 200)
    assert Head.objects.get().seq == before


@pytest.mark.parametrize("number", range(len(NAMES)), ids=NAMES)
def test_act_wants_a_token_against_forgery(editor, story, number):
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    where, values, _ = every_act(story)[number]

    assert client.post(where, values).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/admin/articles/article/nonsense/withdraw/",
        "/admin/articles/article/00000000-0000-0000-0000-000000000000/withdraw/",
    ],
)
def test_act_on_an_unknown_story_is_not_found(desk, path):
    assert desk.get(path).status_code == 404


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("restore", {"based_on": 1}),
        ("redact", {"reason": "x"}),
        ("cancel_schedule", {}),
    ],
)
@pytest.mark.parametrize("number", [99, 10**30])
def test_act_on_an_unknown_part_of_a_story_is_not_found(desk, name, values, number):
    assert desk.post(address(name, make_article(), number), values).status_code == 404


def test_form_of_an_act_is_filled_and_sent_as_shown(desk):
    article = corrected_story()
    page = desk.get(address("correct", article))
    typed = {**form_values(page, None), "text": "Told readers."}

    response = desk.post(address("correct", article), typed)

    assert response.status_code == 302
    kept = Correction.objects.values("kind", "text", "heading_id").get()
    assert kept == {"kind": "correction", "text": "Told readers.", "heading_id": None}


def test_moments_are_read_as_utc(desk):
    article = make_article()

    post(desk, "schedule_publication", article, due_at_0="2099-07-01", due_at_1="12:00")

    assert Schedule.objects.get().due_at == datetime(2099, 7, 1, 12, tzinfo=UTC)
