"""How much of the exact ranking's first results those searches keep that rank only some matches."""

import random
from collections.abc import Callable

from articles.published.search.matching import Search, matches, search
from articles.published.search.query import BadQuery
from articles.published.search.ranking import rank
from articles.published.versions import Publication
from newsroom.changes.head import read_head
from taxonomy.snapshot import snapshot
from tests.bench.archive.stories import COMMON_WORD
from tests.bench.archive.words import vocabulary

FIRST = 20
# What is rarer than these words of the vocabulary matches so few stories that all are ranked.
COMMON = 400


def queries(seed: int) -> Callable[[], str]:
    """Make queries of one to three words, with the commonest word of the archive in some."""
    chance = random.Random(seed)
    words = vocabulary("en").words[:COMMON]

    def make() -> str:
        terms = chance.sample(words, chance.choice([1, 1, 2, 2, 3]))
        if chance.random() < 0.2:
            terms[0] = COMMON_WORD
        return chance.choice([" ", " ", " or ", " -"]).join(terms)

    return make


def agreement(wanted: int, tell: Callable[[str], None]) -> float:
    """Give the mean share over so many queries that match too many stories to rank all."""
    head = read_head()
    tags, live, make = snapshot(head), Publication.objects.live(), queries(seed=20)
    shares: list[float] = []
    while len(shares) < wanted:
        try:
            some = search(make(), tags)
        except BadQuery:
            continue
        if some.versions is not None:
            continue
        every = Search(some.forms, tuple(matches(some.forms).values_list("pk", flat=True)))
        exact = rank(every, live, at=head.at)[:FIRST]
        shares.append(len({*exact} & {*rank(some, live, at=head.at)[:FIRST]}) / len(exact))
        if len(shares) % 20 == 0:
            tell(f"{len(shares)} of {wanted} searches agree by {sum(shares) / len(shares):.3f}.")
    return sum(shares) / len(shares)
