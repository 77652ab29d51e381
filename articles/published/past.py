"""A story as it stood at an earlier change, less what is withdrawn or redacted now."""

from collections.abc import Collection

from articles.published.lookup import Found, Taken, slug_or_id
from articles.published.readership import Readership
from articles.published.versions import Withdrawal


def look_up_at(
    key: str, seq: int, columns: Collection[str], readers: Readership
) -> Found | Taken | None:
    """Find what could be read of a story at change ``seq``, by its id or any slug it ever had.

    Taken where it is withdrawn now, or was withdrawn then; None where there was nothing yet, or
    where the version of then has been redacted. Up to four statements.
    """
    condition = slug_or_id(key)
    if condition is None:
        return None
    known = readers.ever().filter(**condition)
    article = known.order_by("-seq").values_list("article_id", flat=True).first()
    if article is None:
        return None
    if not readers.current().filter(article=article).exists():
        withdrawal = Withdrawal.objects.current().filter(article=article).first()
        return withdrawal and Taken(withdrawal)
    row = (
        readers.at(seq)
        .filter(article=article, version__redacted_at=None, version__erased_at=None)
        .values(*columns)
        .first()
    )
    if row:
        return Found(row)
    withdrawal = Withdrawal.objects.at(seq).filter(article=article).first()
    return withdrawal and Taken(withdrawal)
