"""A partner in small: reads a list, a story and a problem with the generated client.

Runs in the environment of the judges, beside the client. Usage: python client.py ADDRESS
"""

import sys
from datetime import UTC, datetime

from newsroom_client import Client
from newsroom_client.api.articles import get_article, list_articles
from newsroom_client.models import (
    Article,
    Genre,
    PaginatedArticleListItemList,
    Problem,
    ProblemCode,
)

KEY = "kim-offers-unconditional-support"


def main() -> None:
    client = Client(base_url=sys.argv[1], raise_on_unexpected_status=True)
    page = list_articles.sync(
        client=client,
        region="north-korea",
        genre="news",
        published_after=datetime(2025, 7, 1, tzinfo=UTC),
        page_size=2,
    )
    assert isinstance(page, PaginatedArticleListItemList)
    assert [card.genre for card in page.results] == [Genre.NEWS, Genre.NEWS]
    assert page.next_ is not None

    article = get_article.sync(client=client, key=KEY)
    assert isinstance(article, Article)
    assert (article.slug, article.regions[0].code) == (KEY, "KP")
    assert article.published_at.tzinfo == UTC
    assert '<h2 id="the-meeting">' in article.body

    answer = get_article.sync_detailed(client=client, key="no-such-story")
    assert isinstance(answer.parsed, Problem)
    assert (answer.status_code, answer.parsed.code) == (404, ProblemCode.NOT_FOUND)


main()
