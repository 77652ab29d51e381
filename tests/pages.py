"""Reading the pages of the admin as a browser would."""

from html.parser import HTMLParser
from typing import Any

from django.contrib.auth.models import Permission, User
from django.http import HttpResponse
from django.test import Client


def staff(*permissions: str) -> Client:
    """Log in a member of staff who has these permissions, such as "articles.view_article"."""
    user = User.objects.create_user(f"staff-{User.objects.count()}", is_staff=True)
    for permission in permissions:
        app, codename = permission.split(".")
        found = Permission.objects.get(content_type__app_label=app, codename=codename)
        user.user_permissions.add(found)
    client = Client()
    client.force_login(user)
    return client


def form_values(response: HttpResponse, form_id: str | None) -> dict[str, Any]:
    """Give what a browser would submit if the form was sent as it was shown.

    The form without an id is the one of an act.
    """
    page = _Page(form_id)
    page.feed(response.content.decode())
    return page.values


def messages_of(response: HttpResponse) -> list[str]:
    return [str(message) for message in response.context["messages"]]


class _Page(HTMLParser):
    """Collects the controls of one form, those of its hidden template rows left out."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.values: dict[str, Any] = {}
        self._form_id = form_id
        self._inside = False
        self._text_of: str | None = None
        self._select: str | None = None
        self._is_multiple = False
        self._first: str | None = None
        self._chosen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form":
            self._inside = given.get("id") == self._form_id
        if not self._inside or "__prefix__" in name:
            return
        if tag == "input" and name and given.get("type") != "submit":
            if given.get("type") != "checkbox":
                self.values[name] = given.get("value") or ""
            elif "checked" in given:
                self.values[name] = given.get("value") or "on"
        elif tag == "textarea":
            self._text_of = name
            self.values[name] = ""
        elif tag == "select":
            self._select, self._chosen, self._first = name, [], None
            self._is_multiple = "multiple" in given
        elif tag == "option" and self._select:
            value = given.get("value") or ""
            self._first = value if self._first is None else self._first
            if "selected" in given:
                self._chosen.append(value)

    def handle_data(self, data: str) -> None:
        if self._text_of is not None:
            self.values[self._text_of] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea" and self._text_of is not None:
            # A browser drops the line break that Django puts at the start of every textarea.
            self.values[self._text_of] = self.values[self._text_of].removeprefix("\r\n")
            self.values[self._text_of] = self.values[self._text_of].removeprefix("\n")
            self._text_of = None
        elif tag == "select" and self._select:
            if not self._chosen and not self._is_multiple and self._first is not None:
                self._chosen = [self._first]
            self.values[self._select] = self._chosen
            self._select = None
