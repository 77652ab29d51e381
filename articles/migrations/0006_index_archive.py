from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("articles", "0005_search_highlights")]

    operations = [
        AddIndexConcurrently(
            "publication",
            models.Index(
                fields=["published_at"],
                include=["updated_at", "audience"],
                condition=Q(seq_end=None),
                name="publication_archive",
            ),
        ),
    ]
