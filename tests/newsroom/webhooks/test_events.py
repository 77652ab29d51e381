"""What receivers are told of each change, and what they are never told."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from articles.verbs.publishing import publish
from articles.verbs.saving import save
from articles.verbs.withdrawing import redact, withdraw
from newsroom.changes.head import read_head
from newsroom.changes.models import Change
from newsroom.partners.products import save_product
from newsroom.webhooks.keeping import save_webhook
from newsroom.webhooks.models import Webhook
from taxonomy.editing import save_tag
from taxonomy.models import Actor, Region
from tests.factories import (
    make_actor,
    make_article,
    make_content,
    make_product,
    make_published,
    make_webhook,
)


def rewrite(article: Article, **values) -> None:
    content = make_content(**{"slug": article.slug, "title": "Again", **values})
    save(article, content, by=None, based_on=None)
    publish(article, by=None)


def test_story_that_is_published_is_told_in_few_words(deliver, receiver):
    story = make_published(slug="a-story")

    webhook = deliver()

    change = Change.objects.get(kind="article")
    (message,) = receiver.messages
    assert message.content == {
        "type": "article.published",
        "timestamp": change.at.isoformat().replace("+00:00", "Z"),
        "data": {
            "id": str(story.pk),
            "version": 1,
            "seq": change.seq,
            "url": "https://www.example.org/en/a-story",
            "reason": None,
        },
    }
    assert message.headers["content-type"] == "application/json"
    assert message.headers["newsroom-delivery"] == "delivery"
    assert len(message.body) < 1_000
    assert webhook.seq == read_head().seq


def test_story_that_changes_is_told_as_updated(deliver, receiver):
    story = make_published()
    rewrite(story)

    deliver()

    assert receiver.types == ["article.published", "article.updated"]
    assert [message.content["data"]["version"] for message in receiver.messages] == [1, 2]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda story: withdraw(story, by=None, reason="Wrong."), "withdrawn"),
        (lambda story: rewrite(story, genre="opinion"), "left_slice"),
        (lambda story: rewrite(story, syndicatable=False), "rights"),
    ],
)
def test_story_that_is_to_be_kept_no_longer_is_told_as_removed(deliver, receiver, change, reason):
    story = make_published()
    deliver()

    change(story)
    deliver()

    assert receiver.types == ["article.published", "article.removed"]
    data = receiver.messages[1].content["data"]
    assert (data["id"], data["reason"]) == (str(story.pk), reason)
    assert (data["version"], data["url"]) == (None, None)


def test_story_that_comes_back_is_told_as_published(deliver, receiver):
    story = make_published()
    rewrite(story, genre="opinion")
    rewrite(story, genre="news")

    deliver()

    assert receiver.types == ["article.published", "article.removed", "article.published"]
    assert receiver.messages[1].content["data"]["reason"] == "left_slice"


def test_story_that_was_taken_back_meanwhile_is_told_as_removed_only(deliver, receiver):
    story = make_published(slug="a-secret-after-all")
    rewrite(story)
    withdraw(story, by=None, reason="Wrong.")

    deliver()

    assert receiver.types == ["article.removed"] * 3
    assert not any(b"secret" in message.body for message in receiver.messages)


def test_version_that_is_redacted_shows_nothing_of_itself(deliver, receiver):
    story = make_published(slug="a-secret-after-all")
    rewrite(story, slug="harmless")
    redact(story.versions.get(number=1), by=None, reason="Wrong.")

    deliver()

    assert receiver.types == ["article.published", "article.updated"]
    assert not any(b"secret" in message.body for message in receiver.messages)


def test_nothing_outside_the_slice_is_told(deliver, receiver):
    make_published(genre="opinion")
    make_published(syndicatable=False)
    make_article()

    webhook = deliver()

    assert receiver.messages == []
    assert webhook.seq == read_head().seq
    assert webhook.log.count() == 0


def test_partner_without_products_is_told_nothing(db, receiver, deliver, partner):
    partner.products.first().partners.clear()
    Webhook.objects.update(slice="")
    make_published()
    save_tag(Region.objects.get(slug="russia"), by=None, aliases=())

    deliver()

    # That there is nothing any more is what the slice means now.
    assert receiver.types == ["slice.changed"]


def test_products_that_change_are_told_once(deliver, receiver, partner):
    product = partner.products.get()
    product.genre = "news|opinion"
    save_product(product, partners=[partner], by=None)
    save_product(product, partners=[partner], by=None)
    make_product("Of others", partners=[], genre="news")

    deliver()

    assert receiver.told == [("slice.changed", None)]


def test_change_of_the_webhook_hides_no_change_of_products(deliver, receiver, partner, webhook):
    product = partner.products.get()
    product.genre = "news|opinion"
    save_product(product, partners=[partner], by=None)
    webhook.description = "New"
    save_webhook(webhook, products=[], by=None)

    deliver()

    assert receiver.types == ["slice.changed"]


def test_products_that_are_chosen_are_not_told(deliver, receiver, partner, webhook):
    save_webhook(webhook, products=[partner.products.get()], by=None)
    make_product("Of others", partners=[], genre="news")

    deliver()

    assert receiver.types == []


def test_tags_that_everybody_may_see_are_told(deliver, receiver):
    region = Region.objects.get(slug="russia")
    save_tag(region, by=None, aliases=("Russian Federation", "RF"))
    hidden = make_actor("hidden")
    shown = make_actor("shown")
    story = make_published(actors=[shown])

    deliver()

    shown, hidden = (Actor.objects.get(slug=slug).uid for slug in ("shown", "hidden"))
    assert receiver.told[0] == ("region.changed", str(region.uid))
    assert ("actor.changed", str(shown)) in receiver.told
    assert ("article.published", str(story.pk)) in receiver.told
    assert str(hidden) not in str(receiver.told)


def test_filters_by_type_and_product_let_the_rest_pass(receiver, partner, deliver, webhook):
    analysis = make_product("Analysis", partners=[partner], genre="analysis")
    Webhook.objects.all().delete()
    chosen = make_webhook(
        partner, receiver.url, products=[analysis], event_types=["article.published"]
    )
    webhook.pk = chosen.pk
    make_published()
    story = make_published(genre="analysis")
    rewrite(story, genre="analysis")

    deliver()

    assert receiver.told == [("article.published", str(story.pk))]
    chosen.refresh_from_db()
    assert chosen.seq == read_head().seq


def test_statements_do_not_depend_on_the_number_of_changes(deliver, receiver):
    counts = []
    for number in (1, 3):
        for _ in range(number):
            make_published(genre="opinion")
        with CaptureQueriesContext(connection) as statements:
            deliver()
        counts.append(len(statements))

    assert receiver.messages == []
    assert counts[0] == counts[1]
