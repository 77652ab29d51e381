from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations

from articles.published.versions import LinkedStories


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("articles", "0011_index_digests")]

    operations = [
        AddIndexConcurrently(
            "publishedversion",
            GinIndex(LinkedStories("document"), name="version_links", fastupdate=False),
        ),
    ]
