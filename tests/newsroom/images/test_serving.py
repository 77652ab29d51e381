import pytest

from tests.newsroom.images import files

NAME = "0123456789abcdef0123456789abcdef.jpg"


@pytest.mark.parametrize(
    ("format", "content_type"),
    [
        ("JPEG", "image/jpeg"),
        ("PNG", "image/png"),
        ("WEBP", "image/webp"),
        ("AVIF", "image/avif"),
    ],
)
def test_picture_is_served_as_what_it_is(client, db, media, format, content_type):
    picture = files.make_picture(files.plain(format))
    data = (media / picture.file.name).read_bytes()

    response = client.get(f"/media/{picture.file.name}")

    assert response.status_code == 200
    assert response.getvalue() == data
    assert dict(response.headers) == {
        "Access-Control-Allow-Origin": "*",
        "Cache-Control": "public, max-age=31536000, immutable",
        "Content-Disposition": f'inline; filename="{picture.file.name.removeprefix("pictures/")}"',
        "Content-Length": str(len(data)),
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Content-Type": content_type,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }


def test_head_gives_the_headers_alone(client, db):
    address = f"/media/{files.make_picture().file.name}"
    whole = client.get(address)

    response = client.head(address)

    assert (response.status_code, response.getvalue()) == (200, b"")
    assert dict(response.headers) == dict(whole.headers)
    whole.close()


def test_other_methods_are_refused(client):
    response = client.post(f"/media/pictures/{NAME}")

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "name",
    [
        NAME,
        NAME.upper(),
        NAME + "%0A",
        NAME + "/",
        NAME + "%00",
        NAME.replace(".jpg", ".html"),
        NAME.replace(".jpg", ".svg"),
        "",
        "secret-key",
        "..%2Fsecret-key",
        "%2e%2e%2f%2e%2e%2fsecret-key",
        "../../secret-key",
        "....//secret-key",
        "..%5Csecret-key",
        "%2Fetc%2Fpasswd",
        "%252e%252e%252fsecret-key",
    ],
)
def test_what_is_no_picture_is_not_found(client, media, name):
    (media / "pictures").mkdir(parents=True)
    for path in (media / "secret-key", media.parent / "secret-key", media / "pictures/secret-key"):
        path.write_text("secret")
    (media / "pictures" / NAME.replace(".jpg", ".html")).write_text("secret")

    response = client.get(f"/media/pictures/{name}")

    assert response.status_code == 404
    assert b"secret" not in response.content
