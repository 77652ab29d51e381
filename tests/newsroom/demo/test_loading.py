from itertools import islice
from uuid import UUID

from PIL import Image

from articles.models import PublishedVersion
from newsroom.demo.loading import FOLDER, PLACED, load, read_pictures, read_stories
from newsroom.images.models import Picture


def test_every_picture_is_described_and_small():
    files = sorted((FOLDER / "pictures").glob("*.webp"))

    assert {file.stem for file in files} == set(read_pictures())
    assert sum(file.stat().st_size for file in files) < 500_000
    for file in files:
        with Image.open(file) as image:
            assert image.size == (1_280, 720)


def test_every_picture_is_shown_by_a_story():
    stories = read_stories()
    named = {entry.get("picture") for story in stories for entry in (story, *story["related"])}
    placed = {name for story in stories for name in PLACED.findall(story["body"])}

    assert (named | placed) - {None} == set(read_pictures())
    assert placed


def test_loading_goes_on_where_it_stopped(editor):
    begun = list(islice(load(by=editor), 60))
    rest = list(load(by=editor))
    again = list(load(by=editor))

    lines = [*begun, *rest]
    assert len(lines) == len(set(lines))
    assert again == []
    assert {picture.pk for picture in Picture.objects.all()} == {
        UUID(entry["id"]) for entry in read_pictures().values()
    }
    bodies = PublishedVersion.objects.filter(bodies__blocks__contains=[{"type": "image"}])
    assert bodies.count() >= 2
