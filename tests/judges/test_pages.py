"""What browsers make of the pages that we serve, and of the bodies that others will."""

import html
import shutil

import requests

from tests.judges.tools import ENVIRONMENT, FOLDER, run

PAGE = """<!DOCTYPE html>
<html lang="{language}">
<title>{title}</title>
<h1>{title}</h1>
{body}
</html>
"""


def test_bodies_of_stories_are_valid_html(server):
    folder = FOLDER / "bodies"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    fields = "slug,language,title,body"
    answer = requests.get(
        f"{server}/api/v1/articles/", {"fields": fields, "page_size": 100}, timeout=10
    ).json()
    assert len(answer["results"]) >= 25
    assert answer["next"] is None
    for story in answer["results"]:
        page = PAGE.format(**{**story, "title": html.escape(story["title"])})
        (folder / f"{story['slug']}.html").write_text(page, encoding="utf-8")

    run("java", "-jar", "node_modules/vnu-jar/build/dist/vnu.jar", "--Werror", folder)


def test_documentation_and_admin_render_without_other_hosts(server):
    chromium = shutil.which("chromium", path=ENVIRONMENT["PATH"])

    run("node", "pages.js", server, str(chromium))
