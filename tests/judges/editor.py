"""What an editor does in the admin meanwhile. Usage: python -m tests.judges.editor ACT SLUG"""

import sys

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402

from articles.models import Article  # noqa: E402
from articles.verbs.publishing import publish  # noqa: E402
from articles.verbs.withdrawing import withdraw  # noqa: E402


def main(act: str, slug: str) -> None:
    article, editor = Article.objects.get(slug=slug), User.objects.get()
    if act == "publish":
        publish(article, by=editor)
    else:
        withdraw(article, by=editor, reason="Wrong.", message="It was wrong.", shows_title=True)


main(*sys.argv[1:])
