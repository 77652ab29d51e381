from django.db import migrations

# One function for whatever has slugs; its arguments name the table of slugs and its column.
CLAIM_SLUG = """
CREATE FUNCTION taxonomy_claim_slug() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE owner text;
BEGIN
    EXECUTE format('INSERT INTO %I (slug, %I) VALUES ($1, $2) ON CONFLICT (slug) DO NOTHING',
                   TG_ARGV[0], TG_ARGV[1]) USING NEW.slug, NEW.id;
    EXECUTE format('SELECT %I::text FROM %I WHERE slug = $1', TG_ARGV[1], TG_ARGV[0])
        INTO owner USING NEW.slug;
    IF owner IS DISTINCT FROM NEW.id::text THEN
        RAISE EXCEPTION 'the slug % belongs to another row of %', NEW.slug, TG_TABLE_NAME
            USING ERRCODE = 'unique_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER region_slug_never_reused AFTER INSERT OR UPDATE OF slug ON taxonomy_region
    FOR EACH ROW EXECUTE FUNCTION taxonomy_claim_slug('taxonomy_regionslug', 'region_id');
CREATE TRIGGER actor_slug_never_reused AFTER INSERT OR UPDATE OF slug ON taxonomy_actor
    FOR EACH ROW EXECUTE FUNCTION taxonomy_claim_slug('taxonomy_actorslug', 'actor_id');
CREATE TRIGGER region_slug_stays BEFORE UPDATE ON taxonomy_regionslug
    FOR EACH ROW EXECUTE FUNCTION changes_refuse();
CREATE TRIGGER actor_slug_stays BEFORE UPDATE ON taxonomy_actorslug
    FOR EACH ROW EXECUTE FUNCTION changes_refuse();

CREATE FUNCTION taxonomy_keep_public_slug() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE is_public boolean;
BEGIN
    EXECUTE format('SELECT released_at IS NOT NULL FROM %I WHERE id::text = $1', TG_ARGV[0])
        INTO is_public USING to_jsonb(OLD) ->> TG_ARGV[1];
    IF is_public THEN
        RAISE EXCEPTION 'the slug % stays with the row of % that the public knows by it',
            OLD.slug, TG_ARGV[0] USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER region_slug_is_kept BEFORE DELETE ON taxonomy_regionslug
    FOR EACH ROW EXECUTE FUNCTION taxonomy_keep_public_slug('taxonomy_region', 'region_id');
CREATE TRIGGER actor_slug_is_kept BEFORE DELETE ON taxonomy_actorslug
    FOR EACH ROW EXECUTE FUNCTION taxonomy_keep_public_slug('taxonomy_actor', 'actor_id');
"""

UNDO_CLAIM_SLUG = """
DROP TRIGGER region_slug_stays ON taxonomy_regionslug;
DROP TRIGGER actor_slug_stays ON taxonomy_actorslug;
DROP TRIGGER region_slug_is_kept ON taxonomy_regionslug;
DROP TRIGGER actor_slug_is_kept ON taxonomy_actorslug;
DROP FUNCTION taxonomy_keep_public_slug();
DROP TRIGGER region_slug_never_reused ON taxonomy_region;
DROP TRIGGER actor_slug_never_reused ON taxonomy_actor;
DROP FUNCTION taxonomy_claim_slug();
"""

# The lock keeps two transactions from closing a cycle with one half each.
REFUSE_CYCLES = """
CREATE FUNCTION taxonomy_refuse_region_cycle() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE start bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('taxonomy_region'));
    IF TG_TABLE_NAME = 'taxonomy_region' THEN start := NEW.id; ELSE start := NEW.member_id; END IF;
    IF EXISTS (
        WITH RECURSIVE edges AS (
            SELECT id AS lower, parent_id AS upper FROM taxonomy_region WHERE parent_id IS NOT NULL
            UNION ALL
            SELECT id, merged_into_id FROM taxonomy_region WHERE merged_into_id IS NOT NULL
            UNION ALL
            SELECT member_id, grouping_id FROM taxonomy_groupingmember
        ), above AS (
            SELECT upper FROM edges WHERE lower = start
            UNION
            SELECT edges.upper FROM edges JOIN above ON edges.lower = above.upper
        )
        SELECT FROM above WHERE upper = start
    ) THEN
        RAISE EXCEPTION 'a region cannot lie within itself'
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER region_without_cycle
    AFTER INSERT OR UPDATE OF parent_id ON taxonomy_region
    FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL)
    EXECUTE FUNCTION taxonomy_refuse_region_cycle();
CREATE CONSTRAINT TRIGGER region_merge_without_cycle
    AFTER INSERT OR UPDATE OF merged_into_id ON taxonomy_region
    FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL)
    EXECUTE FUNCTION taxonomy_refuse_region_cycle();
CREATE CONSTRAINT TRIGGER grouping_without_cycle
    AFTER INSERT OR UPDATE ON taxonomy_groupingmember
    FOR EACH ROW EXECUTE FUNCTION taxonomy_refuse_region_cycle();

CREATE FUNCTION taxonomy_refuse_actor_cycle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('taxonomy_actor'));
    IF EXISTS (
        WITH RECURSIVE above AS (
            SELECT NEW.merged_into_id AS id
            UNION
            SELECT actor.merged_into_id FROM taxonomy_actor actor JOIN above ON actor.id = above.id
            WHERE actor.merged_into_id IS NOT NULL
        )
        SELECT FROM above WHERE id = NEW.id
    ) THEN
        RAISE EXCEPTION 'an actor cannot be merged into itself'
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER actor_merge_without_cycle
    AFTER INSERT OR UPDATE OF merged_into_id ON taxonomy_actor
    FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL)
    EXECUTE FUNCTION taxonomy_refuse_actor_cycle();
"""

UNDO_CYCLES = """
DROP TRIGGER region_without_cycle ON taxonomy_region;
DROP TRIGGER region_merge_without_cycle ON taxonomy_region;
DROP TRIGGER grouping_without_cycle ON taxonomy_groupingmember;
DROP TRIGGER actor_merge_without_cycle ON taxonomy_actor;
DROP FUNCTION taxonomy_refuse_region_cycle();
DROP FUNCTION taxonomy_refuse_actor_cycle();
"""

KEEP_PUBLIC_TAGS = """
CREATE TRIGGER region_public_is_kept BEFORE DELETE ON taxonomy_region
    FOR EACH ROW WHEN (OLD.released_at IS NOT NULL) EXECUTE FUNCTION changes_refuse();
CREATE TRIGGER actor_public_is_kept BEFORE DELETE ON taxonomy_actor
    FOR EACH ROW WHEN (OLD.released_at IS NOT NULL) EXECUTE FUNCTION changes_refuse();
"""

UNDO_KEEP = """
DROP TRIGGER region_public_is_kept ON taxonomy_region;
DROP TRIGGER actor_public_is_kept ON taxonomy_actor;
"""


class Migration(migrations.Migration):
    dependencies = [("taxonomy", "0001_initial"), ("changes", "0002_head_and_append_only")]
    operations = [
        migrations.RunSQL(CLAIM_SLUG, UNDO_CLAIM_SLUG),
        migrations.RunSQL(REFUSE_CYCLES, UNDO_CYCLES),
        migrations.RunSQL(KEEP_PUBLIC_TAGS, UNDO_KEEP),
    ]
