from django.db import migrations

# A trigger keeps rows from being changed otherwise. Readers are not kept waiting.
MARK = """
ALTER TABLE articles_publication DISABLE TRIGGER publication_is_kept;
UPDATE articles_publication AS publication SET syndicatable = false
FROM articles_publishedversion AS version
WHERE version.id = publication.version_id AND version.document -> 'syndicatable' = 'false';
ALTER TABLE articles_publication ENABLE TRIGGER publication_is_kept;
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0009_slices")]

    operations = [migrations.RunSQL(MARK, migrations.RunSQL.noop)]
