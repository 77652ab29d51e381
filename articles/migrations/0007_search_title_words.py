import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("articles", "0006_index_archive")]
    operations = [
        migrations.AddField(
            model_name="searchentry",
            name="title_words",
            field=django.contrib.postgres.search.SearchVectorField(
                help_text="The words of the title as they stand, for those who type them.",
                null=True,
            ),
        ),
        AddIndexConcurrently(
            model_name="searchentry",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["title_words"], name="searchentry_title_words"
            ),
        ),
    ]
