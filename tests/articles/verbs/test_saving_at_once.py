import pytest
from django.db import transaction

from articles.errors import Refused
from articles.models import Article
from articles.verbs.saving import save
from tests.concurrency import threads, wait_until_blocked
from tests.factories import make_content

pytestmark = pytest.mark.usefixtures("committed")


def test_slug_taken_in_the_same_moment_is_refused_in_words():
    mine, theirs = make_content(slug="wanted"), make_content(slug="wanted")

    with threads() as run:
        with transaction.atomic():
            save(Article(), mine, by=None, based_on=0)
            other = run(save, Article(), theirs, by=None, based_on=0)
            wait_until_blocked()
        with pytest.raises(Refused) as refusal:
            other.result()

    assert refusal.value.problems == {
        "slug": ["Another story has or had this slug; slugs are never used again."]
    }
    assert [article.title for article in Article.objects.all()] == [mine.title]
