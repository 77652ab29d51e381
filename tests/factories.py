"""Test data, made by the verbs that production uses."""

import itertools
from collections.abc import Iterable
from typing import Any

from articles.models import Article, Author, PublishedVersion
from articles.verbs.publishing import publish
from articles.verbs.saving import save
from articles.working.content import Content
from newsroom.partners.keeping import IssuedKey, issue_key, save_partner
from newsroom.partners.models import Partner, Product
from newsroom.partners.products import save_product
from newsroom.webhooks.keeping import save_webhook
from newsroom.webhooks.models import Webhook
from taxonomy.editing import save_tag
from taxonomy.models import Actor, Region

_numbers = itertools.count(1)


def make_content(**values: Any) -> Content:
    """Give content that can be published. Tags and authors may be given as rows or slugs."""
    number = next(_numbers)
    for field, model in (("regions", Region), ("actors", Actor), ("byline", Author)):
        values[field] = [_key(model, value) for value in values.get(field, [])]
    defaults = {
        "title": f"Story {number}",
        "slug": f"story-{number}",
        "summary": f"Summary of story {number}.",
        "body": f"<p>Body of story {number}.</p>",
    }
    return Content(**{**defaults, **values})


def make_article(*, by: Any = None, **values: Any) -> Article:
    """Give a saved draft."""
    article = Article()
    save(article, make_content(**values), by=by, based_on=0)
    return Article.objects.get(pk=article.pk)


def make_published(*, by: Any = None, **values: Any) -> Article:
    article = make_article(by=by, **values)
    publish(article, by=by)
    return article


def make_version(*, by: Any = None, **values: Any) -> PublishedVersion:
    return publish(make_article(by=by, **values), by=by)


def make_author(name: str = "", **values: Any) -> Author:
    number = next(_numbers)
    return Author.objects.create(
        name=name or f"Author {number}", **{"slug": f"author-{number}", **values}
    )


def make_actor(slug: str = "", *, aliases: tuple[str, ...] = (), **values: Any) -> Actor:
    number = next(_numbers)
    slug = slug or f"actor-{number}"
    actor = Actor(**{"slug": slug, "name": slug.title(), "kind": "person", **values})
    save_tag(actor, by=None, aliases=aliases)
    return actor


def make_place(slug: str, *, parent: str = "russia", **values: Any) -> Region:
    region = Region(
        **{"slug": slug, "name": slug.title(), "parent": Region.objects.get(slug=parent), **values}
    )
    save_tag(region, by=None, aliases=())
    return region


def _key(model: Any, value: Any) -> int:
    if isinstance(value, str):
        return model.objects.get(slug=value).pk
    return getattr(value, "pk", value)


def make_partner(name: str = "") -> Partner:
    partner = Partner(name=name or f"Partner {next(_numbers)}")
    save_partner(partner, by=None)
    return partner


def make_product(name: str, *, partners: Iterable[Partner], **filters: Any) -> Product:
    product = Product(name=name, **filters)
    save_product(product, partners=partners, by=None)
    return product


def make_webhook(partner: Partner, url: str = "https://hooks.example/", **values: Any) -> Webhook:
    products = values.pop("products", ())
    webhook = Webhook(partner=partner, url=url, **values)
    save_webhook(webhook, products=products, by=None)
    return webhook


def make_key(**values: Any) -> IssuedKey:
    """Give a key and its text; without a partner, of a new one."""
    partner = values.pop("partner", None) or make_partner()
    defaults = {"name": "Import", "scopes": ["articles:read"]}
    return issue_key(partner, by=None, **{**defaults, **values})


def bearer(issued: IssuedKey) -> dict[str, str]:
    """Give the header fields of a request with the key."""
    return {"Authorization": f"Bearer {issued.text}"}


def spoil(text: str) -> str:
    """Give the text of a key with the last character mistyped."""
    return text[:-1] + ("1" if text[-1] != "1" else "2")
