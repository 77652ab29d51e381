"""What stands beside the form: what is live, what is to come, and what was."""

from dataclasses import fields
from typing import Any

from django.conf import settings

from articles.admin.states import until_told
from articles.models import Article, Audience, Publication, Revision, Schedule, Withdrawal
from articles.published.addresses import public_url
from articles.working.content import Content

SHOWN = 10


def panel(article: Article) -> dict[str, Any]:
    """Give the context of the panel's template; the number of statements is fixed."""
    current = Publication.objects.current().filter(article=article).select_related("version")
    by_audience = {row.audience: row for row in current}
    live, embargo = by_audience.get(Audience.PUBLIC), by_audience.get(Audience.TRUSTED)
    revisions = list(article.revisions.select_related("saved_by")[:SHOWN])
    return {
        "live": live,
        "public_url": live and public_url(live.language, live.slug),
        "api_url": live and f"{settings.NEWSROOM_PUBLIC_URL}/api/v1/articles/{live.slug}/",
        "embargo": embargo,
        "embargo_until": embargo and until_told(embargo.embargoed_until),
        "withdrawal": Withdrawal.objects.current().filter(article=article).first(),
        "differing": _differing(article, live, revisions),
        "schedules": _schedules(article, live),
        "revisions": revisions,
        "versions": list(article.versions.select_related("correction")[:SHOWN]),
        "is_erased": bool(revisions) and revisions[0].erased_at is not None,
    }


def _differing(
    article: Article, live: Publication | None, revisions: list[Revision]
) -> list[str] | None:
    """Name the fields that have changed since what is live was saved; None without a live one."""
    if live is None:
        return None
    published = article.revisions.get(number=live.version.revision_number)
    before, now = Content.from_json(published.content), Content.from_json(revisions[0].content)
    changed = (f.name for f in fields(Content) if getattr(before, f.name) != getattr(now, f.name))
    return [name.replace("_", " ") for name in changed]


def _schedules(article: Article, live: Publication | None) -> list[Schedule]:
    """Give what waits, and what failed last unless the story was published since."""
    newest = article.schedules.order_by("action", "-requested_at").distinct("action")
    since = live and live.version.created_at
    return [
        schedule
        for schedule in newest.select_related("requested_by")
        if schedule.state == Schedule.State.WAITING
        or (schedule.state == Schedule.State.FAILED and not (since and schedule.ended_at < since))
    ]
