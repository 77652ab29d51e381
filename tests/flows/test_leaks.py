"""A rare word in everything that is not public appears in no answer."""

import itertools
from datetime import timedelta
from pathlib import PurePath

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from articles.verbs.embargoing import embargo, end_embargo
from articles.verbs.publishing import publish
from articles.verbs.saving import save
from articles.verbs.scheduling import schedule_publication
from articles.verbs.withdrawing import redact, withdraw
from articles.working.content import Link
from newsroom.changes.models import Change
from newsroom.images.models import Picture, Rendition
from newsroom.partners.keeping import save_partner
from newsroom.partners.models import Partner
from newsroom.partners.products import Product, save_product
from newsroom.partners.scopes import Scope
from taxonomy.models import Region
from taxonomy.tag import Tag
from tests.factories import (
    bearer,
    make_actor,
    make_article,
    make_author,
    make_content,
    make_key,
    make_partner,
    make_place,
    make_published,
)
from tests.newsroom.images.files import make_picture, plain

CANARY = "xylocarp"


def canary_content(**values):
    texts = dict.fromkeys(
        ("title", "summary", "editors_note", "partners_note", "usage_terms"), CANARY
    )
    picture = make_picture(plain(size=(400, 8)), alt_text=CANARY, caption=CANARY, credit=CANARY).pk
    body = f'<p>{CANARY}</p><img src="picture:{picture}">'
    return {**texts, "body": body, "picture": picture, **values}


def file_names() -> set[str]:
    """The random part of the name of every file of a picture."""
    files = (model.objects.values_list("file", flat=True) for model in (Picture, Rendition))
    return {PurePath(name).stem for name in itertools.chain(*files)}


@pytest.fixture
def hidden(db) -> list[str]:
    """Put the canary into all that is not public; gives every key that could lead there."""
    actor = make_actor(f"{CANARY}-actor", aliases=(f"{CANARY} alias",), description=CANARY)
    place = make_place(f"{CANARY}-place")
    author = make_author(CANARY, slug=f"{CANARY}-author")
    tags = {"regions": [place], "actors": [actor], "byline": [author]}
    draft = make_article(**canary_content(slug=f"{CANARY}-draft", **tags))
    scheduled = make_article(**canary_content(slug=f"{CANARY}-scheduled"))
    schedule_publication(scheduled, by=None, due_at=timezone.now() + timedelta(hours=1))
    withdrawn = make_published(**canary_content(slug="withdrawn-story"))
    withdraw(withdrawn, by=None, reason=CANARY, message="Taken back.")
    live = make_published(
        slug="live-story",
        partners_note=CANARY,
        regions=["russia"],
        related_links=[
            Link(target=draft.pk, title=CANARY, summary=CANARY),
            Link(target=withdrawn.pk),
        ],
    )
    changes = canary_content(slug=f"{CANARY}-moved", translation_of=None)
    save(live, make_content(**changes), by=None, based_on=None)
    old = make_published(**canary_content(slug="reworded-story", partners_note=""))
    save(old, make_content(slug="reworded-story", title="Clean"), by=None, based_on=None)
    publish(old, by=None)
    redact(old.versions.get(number=1), by=None, reason=CANARY)
    embargoed = make_article(**canary_content(slug=f"{CANARY}-embargoed", **tags))
    embargo(embargoed, by=None, until=timezone.now() + timedelta(hours=1))
    ahead = make_published(slug="ahead-story", regions=["russia"])
    linked = [Link(target=embargoed.pk, title=CANARY, summary=CANARY)]
    changes = canary_content(slug=f"{CANARY}-ahead", related_links=linked, regions=["russia"])
    save(ahead, make_content(**changes), by=None, based_on=None)
    embargo(ahead, by=None)
    translation = canary_content(
        slug=f"{CANARY}-translation", language="fr", translation_of=live.pk
    )
    embargo(make_article(**translation), by=None)
    ended = make_published(slug="ended-story")
    save(ended, make_content(**canary_content(slug=f"{CANARY}-ended")), by=None, based_on=None)
    embargo(ended, by=None)
    end_embargo(ended, by=None, reason=CANARY)
    partner = Partner(name="Courier", contact=f"{CANARY}@courier.example", notes=CANARY)
    save_partner(partner, by=None)
    make_key(partner=partner, name=CANARY)
    rows: list[Tag] = [actor, place]
    return [
        *(str(row.pk) for row in (draft, scheduled, withdrawn, live, old)),
        *(str(row.pk) for row in (embargoed, ahead, ended)),
        *(f"{CANARY}-{name}" for name in ("embargoed", "ahead", "translation", "ended")),
        "ahead-story",
        "ended-story",
        *(str(row.uid) for row in rows),
        str(author.uid),
        f"{CANARY}-draft",
        f"{CANARY}-scheduled",
        f"{CANARY}-moved",
        f"{CANARY}-actor",
        f"{CANARY}-place",
        f"{CANARY[:-1]}-actor",
        f"{CANARY[:-1]}-place",
        "withdrawn-story",
        "live-story",
        "reworded-story",
        "russia",
        "invalid_request",
        f"{timezone.now():%Y-%m}-1",
    ]


def routes(resolver: URLResolver, prefix: str = "/"):
    """Walk every route of the site, as templates with {} for a parameter."""
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern).strip("^$")
        if isinstance(entry, URLResolver):
            yield from routes(entry, path)
        elif isinstance(entry, URLPattern):
            yield path


QUERIES = (
    "",
    "?page_size=100&count=exact",
    "?fields=title,summary,body,related_links,translations,corrections,byline,editors_note",
    "?fields=related_links.title,related_links.article.slug,byline.name,image.url",
    "?include=related,versions,corrections&fields=title,related.title,versions.title",
    "?include=corrections,jsonld",
    "?fields=name,aliases,description,role",
    "?as_of=2025-07-12",
    "?body_format=markdown",
    f"?slugs={CANARY}-draft",
    f"?slugs={CANARY}-embargoed",
    f"?slugs={CANARY}-ahead",
    f"?author={CANARY[:-1]}-author",
    "?slugs=withdrawn-story,live-story",
    "?region=russia",
    "?region=world",
    f"?region={CANARY[:-1]}-place",
    f"?actor={CANARY[:-1]}-actor",
    "?within=russia",
    "?ordering=-updated_at",
    "?format=rss",
    "?format=atom",
    "?format=jsonfeed",
    "?format=csv&fields=title,summary,body,related_links.title,editors_note,byline.name",
    "?format=markdown",
    "?format=jsonld",
    "?format=ninjs",
    f"?q={CANARY[:-1]}",
    f"?q={CANARY[0]}{CANARY[2:]}&page_size=20",
    f"?q={CANARY}&ordering=relevance",
    f"?q={CANARY}&facets=region,actor",
)
# Pages that read no parameters of the API. The admin tells its visitors' addresses back in more
# ways than can be taken out of a page, so nothing else is asked of it.
ELSEWHERE = ("", "?format=rss", f"?q={CANARY[:-1]}")
# What is asked with a key, which opens no more of what is hidden.
KEYED_QUERIES = ("", f"?q={CANARY[:-1]}&page_size=100", "?fields=title,summary,body,byline")
WITHOUT_EMBARGO = [scope for scope in Scope if scope != Scope.EMBARGOED]


def test_nothing_hidden_appears_in_any_answer(hidden):
    client = Client(raise_request_exception=False)
    partner = Client(
        raise_request_exception=False, headers=bearer(make_key(scopes=WITHOUT_EMBARGO))
    )
    names = file_names()
    assert len(names) >= 12
    asked = 0
    for route in routes(get_resolver()):
        path = (
            route.replace(".*", "anything")
            .replace("<int:version>", "1")
            .replace("<int:attempt>", "1")
        )
        if "(?P" in path:
            path = "/admin/anything"
        keys = hidden if "<" in path else [""]
        asking = itertools.product(keys, ELSEWHERE, [client])
        if path.startswith("/api/"):
            asking = itertools.chain(
                itertools.product(keys, QUERIES, [client]),
                itertools.product(keys, KEYED_QUERIES, [partner]),
            )
        for key, query, caller in asking:
            before, _, rest = path.partition("<")
            address = before + key + rest.partition(">")[2] + query
            response = caller.get(address)
            # An address that was asked for may be told back; nothing else may.
            told = b"".join(response).decode() if response.streaming else response.content.decode()
            headers = str(response.headers)
            for own in filter(None, (address, key, *query.split("="))):
                told, headers = told.replace(own, ""), headers.replace(own, "")
            assert CANARY not in told, f"{address} ({response.status_code})"
            assert not any(name in told for name in names), address
            assert CANARY not in headers, address
            assert response.status_code < 500, address
            asked += 1
    assert asked > 500


def test_nothing_hidden_appears_as_of_any_change(hidden):
    client = Client(raise_request_exception=False)
    changes = Change.objects.exclude(kind="region").values_list("seq", flat=True)
    asked = itertools.product(hidden, ("", "versions/"), changes)

    for key, rest, seq in asked:
        address = f"/api/v1/articles/{key}/{rest}?as_of={seq}"
        told = client.get(address).content.decode()
        assert CANARY not in told.replace(key, ""), address


def test_nothing_hidden_appears_in_a_walk(hidden):
    make_published(slug="not-for-partners", summary=CANARY, syndicatable=False)
    # The note of the story about Russia is for partners.
    partner = make_partner()
    save_product(Product(name="Elsewhere", region="-russia"), partners=[partner], by=None)
    key = bearer(make_key(partner=partner, scopes=WITHOUT_EMBARGO))

    told = Client().get("/api/v1/sync/?page_size=1000", headers=key).json()
    ninjs = Client().get("/api/v1/sync/?page_size=1000&format=ninjs", headers=key).json()

    assert told["done"] is ninjs["done"] is True
    shown = {"reworded-story", "ended-story"}
    stories = [item for item in told["items"] if item["type"] == "article"]
    assert {item["document"]["slug"] for item in stories} == shown
    assert {item["slugline"] for item in ninjs["items"] if "uri" in item} == shown
    assert CANARY not in str(told)
    assert CANARY not in str(ninjs)


def test_the_canary_is_found_where_it_is_public(db):
    make_published(**canary_content(slug="public-story", regions=[Region.objects.get(slug="fiji")]))

    told = Client().get("/api/v1/articles/").content.decode()

    assert CANARY in told
