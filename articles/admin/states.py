"""The state of each story in the list: one statement whatever the number of rows."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, Subquery

from articles.models import Publication, Schedule, Withdrawal
from newsroom.admin.states import StateFilter

CONDITIONS = {
    "draft": Q(live_revision=None, is_withdrawn=False, embargoed_revision=None),
    "public": Q(live_revision__isnull=False),
    "edited": Q(live_revision__isnull=False) & ~Q(live_revision=F("revision_number")),
    "embargoed": Q(embargoed_revision__isnull=False),
    "withdrawn": Q(is_withdrawn=True),
    "scheduled": Q(due_at__isnull=False),
}
LABELS = {
    "draft": "Draft, never public",
    "public": "Public",
    "edited": "Public, with newer edits",
    "embargoed": "Under embargo",
    "withdrawn": "Withdrawn",
    "scheduled": "Scheduled",
}


def with_state(articles):
    of_article = {"article": OuterRef("pk")}
    live = Publication.objects.live().filter(**of_article)
    embargoed = Publication.objects.embargoed().filter(**of_article)
    waiting = Schedule.objects.filter(**of_article, state=Schedule.State.WAITING).order_by("due_at")
    return articles.annotate(
        live_revision=Subquery(live.values("version__revision_number")[:1]),
        embargoed_revision=Subquery(embargoed.values("version__revision_number")[:1]),
        embargoed_until=Subquery(embargoed.values("embargoed_until")[:1]),
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
    if article.embargoed_revision is not None:
        told = f"under embargo {until_told(article.embargoed_until)}"
        state = told if state == "draft" else f"{state}; a version {told}"
    if article.due_at:
        state += f"; to {article.due_action} at {article.due_at:%Y-%m-%d %H:%M} UTC"
    return state


def until_told(moment: datetime | None) -> str:
    """Say until when an embargo holds, in the time of the newsroom."""
    if moment is None:
        return "until it is released"
    local = moment.astimezone(ZoneInfo(settings.NEWSROOM_TIME_ZONE))
    return f"until {local:%Y-%m-%d %H:%M} ({settings.NEWSROOM_TIME_ZONE})"


class ArticleStateFilter(StateFilter):
    labels = LABELS
    conditions = CONDITIONS
