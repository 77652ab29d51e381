from django.db import migrations

HEAD = """
WITH epoch AS (
    INSERT INTO changes_epoch
        (id, system_identifier, timeline, started_after, started_at, reason)
    SELECT gen_random_uuid(), system_identifier::text,
           substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8), 0, clock_timestamp(),
           'The database was made.'
    FROM pg_control_system()
    RETURNING id
)
INSERT INTO changes_head (id, seq, taxonomy_seq, at, epoch_id)
SELECT 1, 0, 0, clock_timestamp(), id FROM epoch
"""

REFUSE = """
CREATE FUNCTION changes_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: its rows are kept as they are', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
END $$;
CREATE TRIGGER change_append_only BEFORE UPDATE OR DELETE ON changes_change
    FOR EACH ROW EXECUTE FUNCTION changes_refuse();
CREATE TRIGGER epoch_append_only BEFORE UPDATE OR DELETE ON changes_epoch
    FOR EACH ROW EXECUTE FUNCTION changes_refuse();
CREATE TRIGGER head_stays BEFORE DELETE ON changes_head
    FOR EACH ROW EXECUTE FUNCTION changes_refuse();
"""

UNDO = """
DROP TRIGGER change_append_only ON changes_change;
DROP TRIGGER epoch_append_only ON changes_epoch;
DROP TRIGGER head_stays ON changes_head;
DROP FUNCTION changes_refuse();
DELETE FROM changes_head;
DELETE FROM changes_epoch;
"""


class Migration(migrations.Migration):
    dependencies = [("changes", "0001_initial")]
    operations = [
        migrations.RunSQL(HEAD, migrations.RunSQL.noop),
        migrations.RunSQL(REFUSE, UNDO),
    ]
