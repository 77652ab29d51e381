from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("articles", "0010_mark_unsyndicated")]

    operations = [
        AddIndexConcurrently(
            "publishedversion",
            models.Index(fields=["id"], include=["digest"], name="version_digest"),
        ),
    ]
