from django.db import migrations, models

# One that failed part way leaves an index that is not valid, and is made anew.
DROP = "DROP INDEX CONCURRENTLY IF EXISTS change_at"
CREATE = "CREATE INDEX CONCURRENTLY IF NOT EXISTS change_at ON changes_change (at, seq)"


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("changes", "0002_head_and_append_only")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL([DROP, CREATE], [DROP])],
            state_operations=[
                migrations.AddIndex(
                    model_name="change",
                    index=models.Index(fields=["at", "seq"], name="change_at"),
                )
            ],
        ),
    ]
