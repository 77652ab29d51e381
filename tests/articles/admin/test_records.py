"""What was done and published can be read in the admin, and not changed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import (
    Correction,
    InternalReason,
    Publication,
    PublishedVersion,
    Revision,
    Schedule,
    Withdrawal,
)
from articles.verbs.publishing import CorrectionText, correct
from articles.verbs.scheduling import schedule_publication
from articles.verbs.withdrawing import erase, withdraw
from tests.factories import make_published
from tests.pages import staff

pytestmark = pytest.mark.django_db

MODELS = [
    PublishedVersion,
    Publication,
    Withdrawal,
    Correction,
    Revision,
    Schedule,
    InternalReason,
]
STATEMENTS = dict.fromkeys(MODELS, 4) | {InternalReason: 5}


def make_records():
    article = make_published()
    correct(article, CorrectionText("correction", "Told readers."), by=None)
    withdraw(article, by=None, reason="Inside.")
    schedule_publication(article, by=None, due_at=timezone.now() + timedelta(days=1))
    return article


def address(model, page, *args):
    return reverse(f"admin:articles_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("model", MODELS)
def test_record_is_read_and_not_changed(desk, model):
    make_records()
    row = model.objects.first()

    assert desk.get(address(model, "changelist")).status_code == 200
    assert desk.get(address(model, "change", row.pk)).status_code == 200
    assert desk.post(address(model, "change", row.pk), {}).status_code == 403
    assert desk.get(address(model, "add")).status_code == 403
    assert desk.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("model", MODELS)
def test_record_is_for_those_who_may_view_it(client, model):
    make_records()
    pages = [address(model, "changelist"), address(model, "change", model.objects.first().pk)]
    viewer = staff(f"articles.view_{model._meta.model_name}")

    assert [client.get(page)["Location"] for page in pages] == [
        f"/admin/login/?next={page}" for page in pages
    ]
    assert [staff().get(page).status_code for page in pages] == [403, 403]
    assert [viewer.get(page).status_code for page in pages] == [200, 200]


@pytest.mark.parametrize("model", MODELS)
def test_list_of_one_record_costs(desk, model, django_assert_num_queries):
    make_records()

    with django_assert_num_queries(STATEMENTS[model]):
        desk.get(address(model, "changelist"))


@pytest.mark.parametrize("model", MODELS)
def test_list_of_three_records_costs_the_same(desk, model, django_assert_num_queries):
    for _ in range(3):
        make_records()

    with django_assert_num_queries(STATEMENTS[model]):
        desk.get(address(model, "changelist"))


@pytest.mark.parametrize("model", MODELS)
def test_record_of_an_erased_story_can_still_be_looked_at(desk, model):
    erase(make_records(), by=None, reason="Court order.")

    assert desk.get(address(model, "changelist")).status_code == 200
    page = desk.get(address(model, "change", model.objects.first().pk))
    assert page.status_code == 200


def test_revision_shows_its_content_escaped(desk):
    make_published(title="<b>Bold</b>")
    revision = Revision.objects.get()

    text = desk.get(address(Revision, "change", revision.pk)).content.decode()

    assert '<h3>title</h3><pre class="saved">&lt;b&gt;Bold&lt;/b&gt;</pre>' in text
