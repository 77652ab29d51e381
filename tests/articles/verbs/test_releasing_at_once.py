from datetime import timedelta

from django.utils import timezone

from articles.errors import NotUnderEmbargo
from articles.models import Publication
from articles.verbs.embargoing import embargo, release, release_due
from newsroom.changes.models import Change
from tests.concurrency import threads
from tests.factories import make_article


def test_timer_and_hand_release_a_story_once(committed, monkeypatch):
    later = timezone.now() + timedelta(hours=1)
    monkeypatch.setattr("articles.verbs.embargoing.Now", lambda: later)
    released = 0
    for _ in range(10):
        story = make_article()
        embargo(story, by=None, until=timezone.now() + timedelta(minutes=5))

        def by_hand(story=story) -> bool:
            try:
                release(story, by=None)
            except NotUnderEmbargo:
                return False
            return True

        with threads() as run:
            done = [run(by_hand), *(run(release_due, story.pk) for _ in range(3))]
            released += sum(bool(one.result()) for one in done)

    assert released == 10
    assert Change.objects.filter(kind="article", action="released").count() == 10
    assert Publication.objects.live().count() == 10
