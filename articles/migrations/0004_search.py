import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.contrib.postgres.operations import UnaccentExtension
from django.db import migrations, models

# The languages for which every PostgreSQL from 15 on has a configuration.
LANGUAGES = (
    "arabic armenian basque catalan danish dutch english finnish french german greek hindi "
    "hungarian indonesian irish italian lithuanian nepali norwegian portuguese romanian russian "
    "serbian simple spanish swedish tamil turkish yiddish"
).split()

# Words in ASCII have no accents, so only the mappings of other words change.
CONFIGURE = """
CREATE TEXT SEARCH CONFIGURATION newsroom_{language} (COPY = pg_catalog.{language});
ALTER TEXT SEARCH CONFIGURATION newsroom_{language}
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, {dictionary};
"""

CONFIGURATIONS = "".join(
    CONFIGURE.format(
        language=language, dictionary="simple" if language == "simple" else f"{language}_stem"
    )
    for language in LANGUAGES
)
UNDO_CONFIGURATIONS = "".join(
    f"DROP TEXT SEARCH CONFIGURATION newsroom_{language};" for language in LANGUAGES
)

# Chinese and Japanese are written without spaces: each character is taken as a word, so that what
# stands together is found as a phrase. Angle brackets are blanked because the parser would take a
# text with a < in it for markup and skip it.
SEARCHABLE = r"""
CREATE FUNCTION articles_searchable(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT regexp_replace(
        translate($1, '<>', '  '),
        '[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]', ' \& ', 'g'
    )
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_index_withdrawals")]
    operations = [
        UnaccentExtension(),
        migrations.RunSQL(CONFIGURATIONS, UNDO_CONFIGURATIONS),
        migrations.RunSQL(SEARCHABLE, "DROP FUNCTION articles_searchable(text);"),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="articles.publishedversion",
                    ),
                ),
                ("configuration", models.CharField(db_index=True, max_length=63)),
                (
                    "head",
                    django.contrib.postgres.search.SearchVectorField(
                        help_text="The title (A) and the tags (B)."
                    ),
                ),
                (
                    "vector",
                    django.contrib.postgres.search.SearchVectorField(
                        help_text="The head, the summary (C) and the body (D)."
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "search entries",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["head"], name="searchentry_head"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["vector"], name="searchentry_vector"
                    ),
                ],
            },
        ),
    ]
