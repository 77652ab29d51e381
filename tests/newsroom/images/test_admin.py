import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from newsroom.images import decoding
from newsroom.images.models import Picture
from tests.newsroom.images import files

LIST = "/admin/images/picture/"
ADD = f"{LIST}add/"
TEXTS = {"alt_text": "A harbour.", "credit": "A. Smith", "caption": ""}


def make_user(*permissions: str) -> User:
    user = User.objects.create_user("picture-desk", is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(codename__in=[f"{name}_picture" for name in permissions])
    )
    return user


@pytest.fixture
def desk(client, db) -> User:
    """A picture editor who is logged in and has every permission for pictures."""
    user = make_user("view", "add", "change", "delete")
    client.force_login(user)
    return user


def upload(data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("harbour.png", files.plain() if data is None else data, "image/png")


def change_page(picture: Picture) -> str:
    return reverse("admin:images_picture_change", args=[picture.pk])


def test_add_page_adds_a_picture(client, desk):
    response = client.post(ADD, {**TEXTS, "upload": upload()})

    picture = Picture.objects.get()
    assert (response.status_code, response["Location"]) == (302, LIST)
    assert (picture.alt_text, picture.credit, picture.uploaded_by) == (
        "A harbour.",
        "A. Smith",
        desk,
    )
    assert LogEntry.objects.values_list("object_id", "object_repr").get() == (
        str(picture.pk),
        "A harbour.",
    )


def test_add_page_in_a_popup_hands_the_picture_back(client, desk):
    response = client.post(ADD, {**TEXTS, "upload": upload(), "_popup": "1"})

    assert str(Picture.objects.get().pk) in response.content.decode()


def test_add_page_shows_refusals_beside_the_fields(client, desk):
    response = client.post(ADD, {**TEXTS, "alt_text": "a\u202eb", "upload": upload(b"<svg/>")})

    assert response.status_code == 200
    assert response.context["adminform"].form.errors == {
        "upload": [decoding.UNKNOWN],
        "alt_text": [
            "This text contains an invisible control character: delete it, or type the text anew."
        ],
    }
    assert response.context["adminform"].form["credit"].value() == "A. Smith"
    assert Picture.objects.count() == 0


def test_add_page_needs_a_file_and_an_alt_text(client, desk):
    response = client.post(ADD, {"alt_text": ""})

    assert response.context["adminform"].form.errors == {
        "upload": ["This field is required."],
        "alt_text": ["This field is required."],
    }


def test_change_page_changes_the_texts_and_never_the_file(client, desk):
    picture = files.make_picture()
    before = Picture.objects.values().get()

    response = client.post(
        change_page(picture), {**TEXTS, "upload": upload(), "width": 99, "file": "x"}
    )

    assert response.status_code == 302
    assert Picture.objects.values().get() == {**before, **TEXTS}


def test_change_page_shows_the_picture(client, desk):
    picture = files.make_picture(alt_text='"A" <harbour>')

    page = client.get(change_page(picture)).content.decode()

    assert (
        f'<img src="/media/{picture.file.name}" alt="&quot;A&quot; &lt;harbour&gt;" '
        'class="picture-preview">'
    ) in page
    assert f"&lt;figure&gt;&lt;img src=&quot;picture:{picture.pk}&quot;&gt;&lt;/figure&gt;" in page
    assert 'href="/static/images/admin/picture.css"' in page
    assert 'type="file"' not in page


def test_list_is_searched_by_alt_text_and_credit(client, desk):
    harbour = files.make_picture(alt_text="A harbour.", credit="Smith")
    bridge = files.make_picture(alt_text="A bridge.", credit="Jones")

    found = [
        list(client.get(LIST, {"q": query}).context["cl"].result_list)
        for query in ("harbour", "jones", "a", "nobody")
    ]

    assert found == [[harbour], [bridge], [bridge, harbour], []]


@pytest.mark.parametrize(
    ("permissions", "statuses"),
    [
        ([], {"list": 403, "add": 403, "post": 403, "change": 403, "save": 403}),
        (["view"], {"list": 200, "add": 403, "post": 403, "change": 200, "save": 403}),
        (["add"], {"list": 403, "add": 200, "post": 302, "change": 403, "save": 403}),
        (["change"], {"list": 200, "add": 403, "post": 403, "change": 200, "save": 302}),
    ],
)
def test_every_page_needs_its_permission(client, db, permissions, statuses):
    picture = files.make_picture()
    client.force_login(make_user(*permissions))

    answers = {
        "list": client.get(LIST),
        "add": client.get(ADD),
        "post": client.post(ADD, {**TEXTS, "upload": upload()}),
        "change": client.get(change_page(picture)),
        "save": client.post(change_page(picture), TEXTS),
    }

    assert {name: answer.status_code for name, answer in answers.items()} == statuses


def test_nobody_deletes_a_picture(client, desk):
    picture = files.make_picture()

    page = client.get(f"{LIST}{picture.pk}/delete/")
    deletion = client.post(f"{LIST}{picture.pk}/delete/", {"post": "yes"})
    client.post(
        LIST, {"action": "delete_selected", "_selected_action": str(picture.pk), "post": "yes"}
    )

    assert (page.status_code, deletion.status_code) == (403, 403)
    assert Picture.objects.get() == picture


def test_a_visitor_is_asked_to_log_in(client, db):
    response = client.post(ADD, {**TEXTS, "upload": upload()})

    assert (response.status_code, response["Location"]) == (302, f"/admin/login/?next={ADD}")
    assert Picture.objects.count() == 0
