"""What must be true after a storm, in the database where it raged."""

from collections import Counter
from itertools import pairwise

from articles.models import Article, Publication, PublishedVersion, Withdrawal
from newsroom.changes.models import Change
from tests.flows.storm import Outcome

OPENING = {"published", "updated"}
Spans = dict[str, list[tuple[str, int, int | None]]]


def missed(outcome: Outcome) -> list[int]:
    """Count, for each follower, the rows of the log that it never saw."""
    return [len(set(outcome.log) - set(rows)) for rows in outcome.followed]


def assert_nothing_missed(outcome: Outcome) -> None:
    numbers = [seq for seq, _ in outcome.log]
    assert numbers == list(range(outcome.before + 1, outcome.before + 1 + len(numbers)))
    assert [rows == outcome.log for rows in outcome.followed] == [True] * len(outcome.followed)


def assert_stories_are_as_the_log_tells() -> None:
    """Exactly one state of each story is current, one follows the other without a break, and
    what a verb does once was done once.
    """
    assert spans_stored() == spans_by_log()
    numbers = version_numbers()
    assert numbers == {key: list(range(1, len(found) + 1)) for key, found in numbers.items()}
    assert [key for key, times in Counter(released()).items() if times > 1] == []


def spans_by_log() -> Spans:
    """Give what was public of each story from which number to which, as the changes tell."""
    spans = {}
    for article in Article.objects.all():
        changes = Change.objects.filter(object_id=article.pk).order_by("seq")
        told = list(changes.values_list("seq", "action"))
        spans[str(article.pk)] = [
            ("public" if action in OPENING else action, seq, end)
            for (seq, action), (end, _) in pairwise([*told, (None, "")])
        ]
    return spans


def spans_stored() -> Spans:
    spans: Spans = {str(article.pk): [] for article in Article.objects.all()}
    for model, state in ((Publication, "public"), (Withdrawal, "withdrawn")):
        for article, seq, end in model.objects.values_list("article_id", "seq", "seq_end"):
            spans[str(article)].append((state, seq, end))
    return {article: sorted(rows, key=lambda row: row[1]) for article, rows in spans.items()}


def version_numbers() -> dict[str, list[int]]:
    """Give the numbers of each story's versions in the order in which they became current."""
    numbers: dict[str, list[int]] = {}
    rows = PublishedVersion.objects.order_by("publications__seq").values_list(
        "article_id", "number"
    )
    for article, number in rows:
        numbers.setdefault(str(article), []).append(number)
    return numbers


def released() -> list[str]:
    changes = Change.objects.filter(action="released").values_list("object_id", flat=True)
    return [str(key) for key in changes]
