from django.db import migrations, models

# The next migration marks the few stories that may not be passed on.
ADD = """
ALTER TABLE articles_publication ADD COLUMN syndicatable boolean NOT NULL DEFAULT true;
"""

UNDO_ADD = "ALTER TABLE articles_publication DROP COLUMN syndicatable;"

# The release before this one goes on publishing during an update and does not know the column.
COMPLETE = """
CREATE FUNCTION articles_tell_syndication() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT coalesce((document ->> 'syndicatable')::boolean, false) INTO NEW.syndicatable
    FROM articles_publishedversion WHERE id = NEW.version_id;
    RETURN NEW;
END $$;
CREATE TRIGGER publication_tells_syndication BEFORE INSERT ON articles_publication
    FOR EACH ROW WHEN (NEW.syndicatable IS NULL) EXECUTE FUNCTION articles_tell_syndication();
-- Whoever leaves the value out has the trigger.
-- squawk-ignore ban-drop-default
ALTER TABLE articles_publication ALTER COLUMN syndicatable DROP DEFAULT;
"""

UNDO_COMPLETE = """
DROP TRIGGER publication_tells_syndication ON articles_publication;
DROP FUNCTION articles_tell_syndication();
"""

KEEP = """
CREATE TRIGGER slice_append_only BEFORE UPDATE OR DELETE ON articles_storedslice
    FOR EACH ROW EXECUTE FUNCTION changes_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0008_keep_tag_counts")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(ADD, UNDO_ADD),
                migrations.RunSQL(COMPLETE, UNDO_COMPLETE),
            ],
            state_operations=[
                migrations.AddField(
                    "publication",
                    "syndicatable",
                    models.BooleanField(help_text="Partners may be given it."),
                    preserve_default=False,
                ),
            ],
        ),
        migrations.CreateModel(
            "StoredSlice",
            [
                (
                    "digest",
                    models.CharField(max_length=32, primary_key=True, serialize=False),
                ),
                ("definition", models.TextField(help_text="The compiled filters, as JSON.")),
            ],
        ),
        migrations.RunSQL(KEEP, "DROP TRIGGER slice_append_only ON articles_storedslice;"),
    ]
