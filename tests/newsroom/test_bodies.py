from django.test import Client


def test_head_gives_the_headers_of_get_without_the_body(db):
    for address in ("/api/v1/regions/", "/livez", "/admin/login/", "/static/admin/css/base.css"):
        got, told = Client().get(address), Client().head(address)

        assert told.status_code == got.status_code == 200
        assert b"".join(told) == b""
        whole = b"".join(got)
        assert told.headers.get("Content-Length", str(len(whole))) == str(len(whole))
