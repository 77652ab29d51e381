"""The state of each story in the list: one statement whatever the number of rows."""

from django.db.models import Exists, F, OuterRef, Q, Subquery

from articles.models import Publication, Schedule, Withdrawal
from newsroom.admin.states import StateFilter

CONDITIONS = {
    "draft": Q(live_revision=None, is_withdrawn=False),
    "public": Q(live_revision__isnull=False),
    "edited": Q(live_revision__isnull=False) & ~Q(live_revision=F("revision_number")),
    "withdrawn": Q(is_withdrawn=True),
    "scheduled": Q(due_at__isnull=False),
}
LABELS = {
    "draft": "Draft, never public",
    "public": "Public",
    "edited": "Public, with newer edits",
    "withdrawn": "Withdrawn",
    "scheduled": "Scheduled",
}


def with_state(articles):
    of_article = {"article": OuterRef("pk")}
    live = Publication.objects.live().filter(**of_article)
    waiting = Schedule.objects.filter(**of_article, state=Schedule.State.WAITING).order_by("due_at")
    return articles.annotate(
        live_revision=Subquery(live.values("version__revision_number")[:1]),
        is_withdrawn=Exists(Withdrawal.objects.current().filter(**of_article)),
        due_action=Subquery(waiting.values("action")[:1]),
        due_at=Subquery(waiting.values("due_at")[:1]),
    )


def state_of(article) -> str:
    """Say in words what ``with_state`` found."""
    if article.is_withdrawn:
        state = "withdrawn"
    elif article.live_revision is None:
        state = "draft"
    elif article.live_revision == article.revision_number:
        state = "public"
    else:
        state = "public, with newer edits"
    if article.due_at:
        state += f"; to {article.due_action} at {article.due_at:%Y-%m-%d %H:%M} UTC"
    return state


class ArticleStateFilter(StateFilter):
    labels = LABELS
    conditions = CONDITIONS
