import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from taxonomy.errors import SENTENCES, TagRefused, refusals
from taxonomy.models import GroupingMember, Region

NAMES = """
    SELECT conname FROM pg_constraint UNION SELECT indexrelid::regclass::text FROM pg_index
    UNION SELECT tgname FROM pg_trigger
"""


def test_tag_refused_reads_as_its_sentences():
    one = TagRefused("No.")
    several = TagRefused({"slug": ["Too long.", "Not so."], "": ["Never."]})

    assert (one.problems, str(one)) == ({"": ["No."]}, "No.")
    assert (several.problems, str(several)) == (
        {"slug": ["Too long.", "Not so."], "": ["Never."]},
        "Too long. Not so. Never.",
    )


def test_refusals_translate_validation():
    with pytest.raises(TagRefused) as caught, refusals():
        raise ValidationError({"name": ["Blank."], "__all__": ["Neither.", "Nor."]})

    assert caught.value.problems == {"": ["Neither.", "Nor."], "name": ["Blank."]}


def test_refusals_let_through_what_has_no_sentence(db):
    mali, sahel = Region.objects.get(slug="mali"), Region.objects.get(slug="sahel")

    with pytest.raises(IntegrityError, match="grouping_member_once"), refusals():
        GroupingMember.objects.create(member=mali, grouping=sahel)


def test_sentences_belong_to_constraints_that_exist(db):
    with connection.cursor() as cursor:
        cursor.execute(NAMES)
        names = {name for [name] in cursor.fetchall()}

    assert set(SENTENCES) - names == set()
