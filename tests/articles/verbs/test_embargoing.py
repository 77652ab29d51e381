from datetime import timedelta

import pytest
from django.utils import timezone

from articles.errors import EditConflict, NotPublic, NotUnderEmbargo, Refused, UnderEmbargo
from articles.models import (
    Correction,
    InternalReason,
    Publication,
    PublicAuthor,
    PublishedVersion,
    Withdrawal,
)
from articles.published import versions
from articles.verbs.embargoing import (
    due_releases,
    embargo,
    end_embargo,
    move_release,
    release,
    release_due,
)
from articles.verbs.publishing import CorrectionText, correct, publish
from articles.verbs.saving import save
from articles.verbs.scheduling import run_due, schedule_publication
from articles.verbs.withdrawing import erase, withdraw
from newsroom.changes.models import Change
from taxonomy.models import Actor
from tests.factories import make_actor, make_article, make_author, make_content, make_published

pytestmark = pytest.mark.django_db

TOLD = CorrectionText("correction", "It was Tuesday.")


def soon():
    return timezone.now() + timedelta(minutes=5)


def make_due(monkeypatch) -> None:
    """Let the database's clock, as far as releases see it, be ahead."""
    later = timezone.now() + timedelta(hours=1)
    monkeypatch.setattr("articles.verbs.embargoing.Now", lambda: later)


def current():
    """Give audience and number of each version that somebody has."""
    rows = Publication.objects.current().order_by("audience")
    return list(rows.values_list("audience", "version__number"))


def actions():
    return list(
        Change.objects.filter(kind="article").order_by("seq").values_list("action", flat=True)
    )


def revise(story, **values):
    story.refresh_from_db()
    save(story, make_content(slug=story.slug, **values), by=None, based_on=story.revision_number)


def test_embargo_publishes_to_the_trusted_audience_only(editor):
    until = soon()
    actor, author = make_actor(), make_author()

    version = embargo(make_article(actors=[actor], byline=[author]), by=editor, until=until)

    row = Publication.objects.get()
    assert (row.version, row.audience, row.embargoed_until) == (version, "trusted", until)
    change = Change.objects.get(seq=row.seq)
    assert (change.action, change.by) == ("embargoed", editor)
    # Nothing that comes with it is known to the public.
    assert Actor.objects.get(pk=actor.pk).released_at is None
    assert not PublicAuthor.objects.exists()


def test_release_gives_the_public_the_same_version_with_the_same_dates():
    actor, author = make_actor(), make_author()
    story = make_article(actors=[actor], byline=[author])
    embargo(story, by=None, until=soon())
    held = Publication.objects.get()

    release(story, by=None)

    held.refresh_from_db()
    row = Publication.objects.current().get()
    assert (row.audience, row.version, row.embargoed_until) == ("public", held.version, None)
    assert held.seq_end == row.seq
    dates = ("first_published_at", "published_at", "updated_at")
    assert [getattr(row, name) for name in dates] == [getattr(held, name) for name in dates]
    assert Actor.objects.get(pk=actor.pk).released_at is not None
    assert PublicAuthor.objects.get().slug == author.slug
    assert actions() == ["embargoed", "released"]


def test_embargo_on_a_public_story_leaves_alone_what_the_public_has():
    story = make_published()
    revise(story, title="To come")

    embargo(story, by=None)
    assert current() == [("public", 1), ("trusted", 2)]

    release(story, by=None)
    assert current() == [("public", 2)]


def test_embargo_again_is_a_newer_version_under_the_embargo():
    story = make_article()
    embargo(story, by=None, until=soon())
    revise(story, title="Better")

    embargo(story, by=None)

    row = Publication.objects.current().get()
    assert (row.version.number, row.embargoed_until) == (2, None)


def test_embargo_refuses_the_past_an_unseen_revision_and_what_is_incomplete():
    story = make_article(body="")

    with pytest.raises(Refused) as refusal:
        embargo(story, by=None, until=timezone.now())
    assert refusal.value.problems == {"until": ["Choose a moment in the future."]}
    with pytest.raises(EditConflict):
        embargo(story, by=None, based_on=7)
    with pytest.raises(Refused):
        embargo(story, by=None)
    assert not Publication.objects.exists()


def test_publication_never_breaks_an_embargo():
    story = make_published()
    embargo(story, by=None)
    schedule = schedule_publication(story, by=None, due_at=soon())
    type(schedule).objects.update(due_at=timezone.now() - timedelta(seconds=1))

    with pytest.raises(UnderEmbargo):
        publish(story, by=None)
    run_due(schedule.pk)

    schedule.refresh_from_db()
    assert schedule.state == "failed"
    assert current() == [("public", 1), ("trusted", 2)]


def test_correction_under_embargo_is_for_the_trusted_audience_and_keeps_its_end():
    until = soon()
    story = make_article()
    embargo(story, by=None, until=until)
    revise(story)

    version = correct(story, TOLD, by=None)

    row = Publication.objects.current().get()
    assert (row.audience, row.version, row.embargoed_until) == ("trusted", version, until)
    assert version.document["corrections"][0]["text"] == "It was Tuesday."
    assert actions() == ["embargoed", "embargo_corrected"]

    release(story, by=None)
    revise(story)
    assert len(publish(story, by=None).document["corrections"]) == 1


def test_what_is_not_published_at_all_is_not_corrected():
    with pytest.raises(NotPublic):
        correct(make_article(), TOLD, by=None)


def test_embargo_that_was_ended_leaves_no_trace_in_what_follows():
    story = make_published()
    revise(story)
    embargo(story, by=None, until=soon())
    correct(story, TOLD, by=None)

    end_embargo(story, by=None, reason="Wrong from beginning to end.")

    assert current() == [("public", 1)]
    hidden = PublishedVersion.objects.exclude(redacted_at=None).order_by("number")
    assert [version.number for version in hidden] == [2, 3]
    assert InternalReason.objects.get().reason == "Wrong from beginning to end."
    assert not Withdrawal.objects.exists()
    assert Correction.objects.count() == 1
    assert publish(story, by=None).document["corrections"] == []
    assert actions() == [
        "published",
        "embargoed",
        "embargo_corrected",
        "embargo_ended",
        "updated",
    ]


def test_ended_embargo_hides_no_version_of_one_that_was_released():
    story = make_article()
    embargo(story, by=None)
    embargo(story, by=None)
    release(story, by=None)
    embargo(story, by=None)

    end_embargo(story, by=None, reason="x")

    hidden = PublishedVersion.objects.exclude(redacted_at=None)
    assert [version.number for version in hidden] == [3]


def test_story_is_published_for_the_first_time_after_an_ended_embargo():
    story = make_article()
    embargo(story, by=None)
    end_embargo(story, by=None, reason="x")
    before = timezone.now()

    publish(story, by=None)

    assert Publication.objects.live().get().first_published_at >= before
    assert actions()[-1] == "published"


def test_withdrawal_ends_the_embargo_too():
    story = make_published()
    embargo(story, by=None)

    withdraw(story, by=None, reason="Wrong.")

    assert current() == []
    assert PublishedVersion.objects.get(number=2).redacted_at is not None


def test_what_only_partners_have_cannot_be_withdrawn_or_erased():
    story = make_article()
    embargo(story, by=None)

    with pytest.raises(NotPublic):
        withdraw(story, by=None, reason="Wrong.")
    with pytest.raises(Refused, match="end its embargo"):
        erase(story, by=None, reason="Wrong.")
    end_embargo(story, by=None, reason="Wrong.")
    erase(story, by=None, reason="Wrong.")
    assert PublishedVersion.objects.get().card == {}


def test_withdrawn_story_comes_back_to_the_public_by_the_release_only():
    story = make_published()
    withdraw(story, by=None, reason="Wrong.")
    embargo(story, by=None)
    assert Withdrawal.objects.current().exists()

    release(story, by=None)

    assert not Withdrawal.objects.current().exists()
    assert current() == [("public", 2)]


def test_end_is_moved_and_taken_away():
    until = soon()
    story = make_article()
    embargo(story, by=None)

    move_release(story, by=None, until=until)
    assert Publication.objects.current().get().embargoed_until == until
    move_release(story, by=None)
    assert Publication.objects.current().get().embargoed_until is None
    assert Publication.objects.current().get().version == PublishedVersion.objects.get()
    assert actions() == ["embargoed", "embargo_moved", "embargo_moved"]


@pytest.mark.parametrize("verb", [release, move_release])
def test_verbs_of_embargoes_refuse_what_is_under_none(verb):
    with pytest.raises(NotUnderEmbargo):
        verb(make_published(), by=None)


def test_end_refuses_what_is_under_no_embargo_and_asks_for_a_reason():
    with pytest.raises(NotUnderEmbargo):
        end_embargo(make_published(), by=None, reason="x")
    story = make_article()
    embargo(story, by=None)
    with pytest.raises(Refused) as refusal:
        end_embargo(story, by=None, reason=" ")
    assert refusal.value.problems == {"reason": ["Give the internal reason."]}


def test_nothing_is_released_early():
    story = make_article()
    embargo(story, by=None, until=soon())
    embargo(make_article(), by=None)

    assert due_releases() == []
    assert release_due(story.pk) is None
    assert {audience for audience, _ in current()} == {"trusted"}


def test_what_is_due_is_released_once_by_whoever_had_it_embargoed(editor, monkeypatch):
    story, other = make_article(), make_article()
    embargo(story, by=editor, until=soon())
    embargo(other, by=editor)
    make_due(monkeypatch)

    assert due_releases() == [story.pk]
    assert release_due(story.pk) is not None
    assert release_due(story.pk) is None
    change = Change.objects.first()
    assert (change.action, change.object_id, change.by) == ("released", story.pk, editor)
    assert current() == [("public", 1), ("trusted", 1)]


def test_actions_that_the_public_learns_nothing_of_are_those_of_trusted_rows(monkeypatch):
    story = make_published()
    embargo(story, by=None)
    correct(story, TOLD, by=None)
    move_release(story, by=None, until=soon())
    make_due(monkeypatch)
    release_due(story.pk)
    embargo(story, by=None)
    end_embargo(story, by=None, reason="x")

    public = Publication.objects.filter(audience="public")
    seen = {*public.values_list("seq", flat=True), *public.values_list("seq_end", flat=True)}
    told = Change.objects.filter(kind="article")
    hidden = {change.action for change in told if change.seq not in seen}
    assert hidden == set(versions.TRUSTED_ACTIONS)
    assert {change.action for change in told if change.seq in seen} == {"published", "released"}
