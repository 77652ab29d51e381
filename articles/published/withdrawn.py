"""Stories that were public and are taken back, as they were filed when they were."""

from django.db.models import OuterRef, QuerySet, Subquery

from articles.published.readership import Readership
from articles.published.versions import Audience, Publication, Withdrawal

MOST = 1_000


def withdrawn_publications(readers: Readership) -> QuerySet:
    """Give the last publications of the stories that were withdrawn last, at most ``MOST``.

    Each has the moment and the public message of the withdrawal beside its columns. A change has
    a number of its own, so the one that ended a publication tells the withdrawal.
    """
    current = Withdrawal.objects.current()
    withdrawal = current.filter(seq=OuterRef("seq_end"))
    newest = current.order_by("-seq").values("seq")[:MOST]
    ended = readers.ever().filter(audience=Audience.PUBLIC, seq_end__in=newest)
    if readers.is_trusted:
        # A story may be back for them, and for nobody else yet.
        ended = ended.exclude(article__in=Publication.objects.embargoed().values("article"))
    annotated: QuerySet = ended.annotate(
        withdrawn_at=Subquery(withdrawal.values("at")[:1]),
        withdrawn_message=Subquery(withdrawal.values("message")[:1]),
    )
    return annotated
