from django.db import migrations

# Compares rows as JSON so that a column added later is protected without another migration.
KEEP_ROWS = """
CREATE FUNCTION articles_keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    erasable text[] := ARRAY['card', 'document', 'bodies', 'partners_note', 'erased_at'];
    changed text[] := articles_changed_columns(to_jsonb(OLD), to_jsonb(NEW));
BEGIN
    IF changed = ARRAY['redacted_at'] AND OLD.redacted_at IS NULL THEN RETURN NEW; END IF;
    IF changed <@ erasable AND OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL
        AND NEW.card = '{}' AND NEW.document = '{}' AND NEW.bodies = '{}'
        AND NEW.partners_note = '' THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'a published version is not changed'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
END $$;

CREATE FUNCTION articles_changed_columns(before jsonb, after jsonb) RETURNS text[]
LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(array_agg(key ORDER BY key), '{}') FROM jsonb_each(before)
    WHERE value IS DISTINCT FROM after -> key
$$;

CREATE FUNCTION articles_keep_span() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE changed text[] := articles_changed_columns(to_jsonb(OLD), to_jsonb(NEW));
BEGIN
    IF changed = ARRAY['seq_end'] AND OLD.seq_end IS NULL THEN RETURN NEW; END IF;
    -- Erasing blanks what a withdrawal told; a publication has no such columns.
    IF changed <@ ARRAY['message', 'title'] AND to_jsonb(NEW) @> '{"message": "", "title": ""}'
        THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'a row of % is only ever ended', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
END $$;

CREATE FUNCTION articles_keep_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF articles_changed_columns(to_jsonb(OLD), to_jsonb(NEW)) <@ ARRAY['content', 'erased_at']
        AND NEW.content = '{}' AND NEW.erased_at IS NOT NULL THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'a revision is not changed'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
END $$;

CREATE FUNCTION articles_keep_correction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF articles_changed_columns(to_jsonb(OLD), to_jsonb(NEW))
        <@ ARRAY['text', 'old_wording', 'new_wording']
        AND NEW.text = '' AND NEW.old_wording = '' AND NEW.new_wording = '' THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'a correction is not changed'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
END $$;

CREATE TRIGGER version_is_kept BEFORE UPDATE ON articles_publishedversion
    FOR EACH ROW EXECUTE FUNCTION articles_keep_version();
CREATE TRIGGER publication_is_kept BEFORE UPDATE ON articles_publication
    FOR EACH ROW EXECUTE FUNCTION articles_keep_span();
CREATE TRIGGER withdrawal_is_kept BEFORE UPDATE ON articles_withdrawal
    FOR EACH ROW EXECUTE FUNCTION articles_keep_span();
CREATE TRIGGER revision_is_kept BEFORE UPDATE ON articles_revision
    FOR EACH ROW EXECUTE FUNCTION articles_keep_revision();
CREATE TRIGGER correction_is_kept BEFORE UPDATE ON articles_correction
    FOR EACH ROW EXECUTE FUNCTION articles_keep_correction();
"""

TABLES = ("publishedversion", "publication", "withdrawal", "revision", "correction")

KEEP_FROM_DELETE = "".join(
    f"CREATE TRIGGER {table}_stays BEFORE DELETE ON articles_{table} "
    "FOR EACH ROW EXECUTE FUNCTION changes_refuse();"
    for table in TABLES
)

UNDO = """
DROP TRIGGER version_is_kept ON articles_publishedversion;
DROP TRIGGER publication_is_kept ON articles_publication;
DROP TRIGGER withdrawal_is_kept ON articles_withdrawal;
DROP TRIGGER revision_is_kept ON articles_revision;
DROP TRIGGER correction_is_kept ON articles_correction;
DROP FUNCTION articles_keep_version();
DROP FUNCTION articles_keep_span();
DROP FUNCTION articles_keep_revision();
DROP FUNCTION articles_keep_correction();
DROP FUNCTION articles_changed_columns(jsonb, jsonb);
"""

UNDO_DELETE = "".join(f"DROP TRIGGER {table}_stays ON articles_{table};" for table in TABLES)

SLUGS = """
CREATE TRIGGER article_slug_never_reused AFTER INSERT OR UPDATE OF slug ON articles_article
    FOR EACH ROW EXECUTE FUNCTION taxonomy_claim_slug('articles_articleslug', 'article_id');
CREATE FUNCTION articles_keep_public_slug() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM articles_publication
               WHERE slug = OLD.slug AND article_id = OLD.article_id) THEN
        RAISE EXCEPTION 'the slug % was public and stays with its story', OLD.slug
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER article_slug_stays BEFORE UPDATE ON articles_articleslug
    FOR EACH ROW EXECUTE FUNCTION changes_refuse();
CREATE TRIGGER article_slug_is_kept BEFORE DELETE ON articles_articleslug
    FOR EACH ROW EXECUTE FUNCTION articles_keep_public_slug();
"""

UNDO_SLUGS = """
DROP TRIGGER article_slug_never_reused ON articles_article;
DROP TRIGGER article_slug_stays ON articles_articleslug;
DROP TRIGGER article_slug_is_kept ON articles_articleslug;
DROP FUNCTION articles_keep_public_slug();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0001_initial"),
        ("changes", "0002_head_and_append_only"),
        ("taxonomy", "0002_slugs_cycles_keeping"),
    ]
    operations = [
        migrations.RunSQL(KEEP_ROWS, UNDO),
        migrations.RunSQL(KEEP_FROM_DELETE, UNDO_DELETE),
        migrations.RunSQL(SLUGS, UNDO_SLUGS),
    ]
