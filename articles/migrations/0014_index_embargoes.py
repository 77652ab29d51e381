from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("articles", "0013_embargo")]

    operations = [
        ValidateConstraint("publication", "publication_under_embargo_is_trusted"),
        AddIndexConcurrently(
            "publication",
            models.Index(
                fields=["article", "seq", "seq_end"],
                condition=Q(audience="trusted"),
                name="publication_trusted",
            ),
        ),
        AddIndexConcurrently(
            "publication",
            models.Index(
                fields=["embargoed_until"],
                condition=Q(audience="trusted", seq_end=None),
                name="publication_embargoed",
            ),
        ),
    ]
