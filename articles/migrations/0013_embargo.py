from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("articles", "0012_index_links")]

    operations = [
        migrations.AddField(
            "publication",
            "embargoed_until",
            models.DateTimeField(
                null=True,
                help_text="When the public gets it; empty while nobody has said, or it has it.",
            ),
        ),
        AddConstraintNotValid(
            "publication",
            models.CheckConstraint(
                condition=Q(embargoed_until=None) | Q(audience="trusted"),
                name="publication_under_embargo_is_trusted",
            ),
        ),
    ]
