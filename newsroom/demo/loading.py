"""Loading the demonstration newsroom through the verbs that the admin uses.

Every step looks at what is there first, so a load that was interrupted goes on, and what editors
have done since stays as it is.
"""

import dataclasses
import re
import tomllib
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User

from articles.models import Article, Author, Withdrawal
from articles.verbs.publishing import CorrectionText, correct, publish
from articles.verbs.saving import save
from articles.verbs.withdrawing import withdraw
from articles.working.content import Content, Link
from newsroom.images.adding import add_picture
from newsroom.images.models import Picture
from taxonomy.editing import save_tag
from taxonomy.models import Actor, Region

FOLDER = Path(__file__).parent
CREDIT = "Newsroom"
# Bodies name pictures by their files, as in <img src="picture:river">.
PLACED = re.compile(r'(?<=<img src="picture:)([a-z-]+)(?=")')
PLAIN = ("title", "slug", "summary", "genre", "language", "editors_note")
OPTIONAL = ("partners_note", "usage_terms", "syndicatable")

Story = dict[str, Any]


def read_stories() -> list[Story]:
    """Read the stories, the oldest first."""
    stories = [_read(path) for path in FOLDER.glob("stories/*.toml")]
    return sorted(stories, key=lambda story: (story["published_at"], story["slug"]))


def read_pictures() -> dict[str, dict[str, Any]]:
    """Read what is said about each picture, by the name of its file."""
    return {entry.pop("name"): entry for entry in _read(FOLDER / "pictures.toml")["picture"]}


def load(*, by: User) -> Iterator[str]:
    """Load what is missing; yields a line for each thing done."""
    for entry in _read(FOLDER / "authors.toml")["author"]:
        Author.objects.get_or_create(slug=entry["slug"], defaults={"name": entry["name"]})
    for entry in _read(FOLDER / "actors.toml")["actor"]:
        if not Actor.objects.filter(slug=entry["slug"]).exists():
            _add_actor(entry, by=by)
            yield f"actor {entry['slug']}"
    pictures = read_pictures()
    for name, entry in pictures.items():
        if not Picture.objects.filter(pk=entry["id"]).exists():
            _add_picture(name, entry, by=by)
            yield f"picture {name}"
    stories = [_with_picture_keys(story, pictures) for story in read_stories()]
    for story in stories:
        if not Article.objects.filter(slug=story["slug"]).exists():
            save(Article(), _first_content(story), by=by, based_on=0)
            yield f"draft {story['slug']}"
    for story in stories:
        yield from _finish(story, by=by)


def _finish(story: Story, *, by: User) -> Iterator[str]:
    """Link the story, publish it, and correct or withdraw it where the story says so."""
    article = Article.objects.get(slug=story["slug"])
    if article.revision_number == 1:
        save(article, _linked_content(story, _first_content(story)), by=by, based_on=1)
    if story.get("state") == "draft":
        return
    if not article.versions.exists():
        publish(article, by=by)
        yield f"published {story['slug']}"
    for correction in story.get("correction", [])[article.corrections.count() :]:
        article.refresh_from_db()
        content = Content.of(article)
        body = content.body.replace(correction["old"], correction["new"])
        save(
            article,
            dataclasses.replace(content, body=body),
            by=by,
            based_on=article.revision_number,
        )
        correct(article, _correction(correction), by=by)
        yield f"corrected {story['slug']}"
    was_withdrawn = Withdrawal.objects.filter(article=article).exists()
    if story.get("state") == "withdrawn" and not was_withdrawn:
        withdraw(
            article,
            by=by,
            reason=story["internal_reason"],
            message=story["public_message"],
            shows_title=True,
        )
        yield f"withdrew {story['slug']}"


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _add_actor(entry: dict[str, Any], *, by: User) -> None:
    home = entry.get("home_region")
    actor = Actor(
        slug=entry["slug"],
        name=entry["name"],
        kind=entry["kind"],
        role=entry.get("role", ""),
        description=entry.get("description", ""),
        home_region=Region.objects.get(slug=home) if home else None,
        wikidata=entry.get("wikidata"),
    )
    save_tag(actor, by=by, aliases=entry.get("aliases", ()))


def _add_picture(name: str, entry: dict[str, Any], *, by: User) -> None:
    texts = {"alt_text": entry["alt_text"], "caption": entry.get("caption", ""), "credit": CREDIT}
    with (FOLDER / "pictures" / f"{name}.webp").open("rb") as file:
        add_picture(file, **texts, by=by, id=uuid.UUID(entry["id"]))


def _with_picture_keys(story: Story, pictures: dict[str, dict[str, Any]]) -> Story:
    """The story with the key of each picture in the place of its name."""

    def key(name: str) -> uuid.UUID:
        return uuid.UUID(pictures[name]["id"])

    def keyed(entry: dict[str, Any]) -> dict[str, Any]:
        return {**entry, "picture": key(entry["picture"]) if "picture" in entry else None}

    body = PLACED.sub(lambda found: str(key(found[1])), story["body"])
    return {**keyed(story), "body": body, "related": [keyed(link) for link in story["related"]]}


def _first_content(story: Story) -> Content:
    """The story without links, whose targets may not be there yet, as it stood uncorrected."""
    body = story["body"]
    for correction in story.get("correction", ()):
        body = body.replace(correction["new"], correction["old"])
    return Content(
        **{name: story[name] for name in PLAIN},
        **{name: story[name] for name in OPTIONAL if name in story},
        body=body,
        picture=story["picture"],
        display_at=story["published_at"],
        byline=_keys(Author, story["byline"]),
        regions=_keys(Region, story["regions"]),
        actors=_keys(Actor, story["actors"]),
    )


def _linked_content(story: Story, content: Content) -> Content:
    original = story.get("translation_of")
    links = [
        Link(
            target=_article_key(link["article"]) if "article" in link else None,
            url=link.get("url", ""),
            title=link["title"],
            summary=link["summary"],
            picture=link["picture"],
        )
        for link in story["related"]
    ]
    return dataclasses.replace(
        content,
        related_links=links,
        translation_of=_article_key(original) if original else None,
    )


def _correction(entry: dict[str, Any]) -> CorrectionText:
    return CorrectionText(
        kind=entry["kind"],
        text=entry["text"],
        heading_id=entry.get("heading"),
        old_wording=entry["old"],
        new_wording=entry["new"],
    )


def _keys(model: Any, slugs: list[str]) -> list[int]:
    keys = dict(model.objects.filter(slug__in=slugs).values_list("slug", "pk"))
    return [keys[slug] for slug in slugs]


def _article_key(slug: str) -> Any:
    return Article.objects.values_list("pk", flat=True).get(slug=slug)
