import pytest
from django.db import IntegrityError, transaction

from newsroom.images.models import Picture, Rendition
from tests.newsroom.images.files import make_picture


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"alt_text": " "}, "picture_alt_text_not_blank"),
        ({"width": 0}, "picture_size_is_positive"),
        ({"height": 0}, "picture_size_is_positive"),
        ({"file": "pictures/harbour.jpg"}, "picture_file_name_is_random"),
        ({"file": f"pictures/{'0' * 32}.svg"}, "picture_file_name_is_random"),
    ],
)
def test_database_refuses_an_impossible_picture(db, values, constraint):
    picture = make_picture()

    with pytest.raises(IntegrityError) as caught:
        Picture.objects.filter(pk=picture.pk).update(**values)

    assert caught.value.__cause__.diag.constraint_name == constraint


def test_database_refuses_two_pictures_of_one_file(db):
    first, second = make_picture(), make_picture()

    with pytest.raises(IntegrityError) as caught:
        Picture.objects.filter(pk=second.pk).update(file=first.file.name)

    assert caught.value.__cause__.diag.constraint_name == "picture_file_once"


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"kind": "poster"}, "rendition_kind_is_known"),
        ({"width": 0}, "rendition_size_is_positive"),
        ({"height": 0}, "rendition_size_is_positive"),
        ({"file": "pictures/harbour.webp"}, "rendition_file_name_is_random"),
    ],
)
def test_database_refuses_an_impossible_rendition(db, values, constraint):
    make_picture()

    with pytest.raises(IntegrityError) as caught:
        Rendition.objects.update(**values)

    assert caught.value.__cause__.diag.constraint_name == constraint


def test_database_refuses_two_renditions_of_one_kind_or_file(db):
    first, second = make_picture().renditions.get(), make_picture().renditions.get()

    refused = []
    for values in ({"picture": first.picture}, {"file": first.file.name}):
        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            Rendition.objects.filter(pk=second.pk).update(**values)
        refused.append(caught.value.__cause__.diag.constraint_name)

    assert refused == ["rendition_kind_once", "rendition_file_once"]
