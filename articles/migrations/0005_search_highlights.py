from django.db import migrations

# Takes out the characters that stand for something here: \1 and \2 around what is marked, \3 and
# \4 for angle brackets, \5 between the characters of scripts without spaces.
SEPARABLE = r"""
CREATE FUNCTION articles_separable(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT regexp_replace(
        translate($1, E'<>\001\002\003\004\005', E'\003\004'),
        '[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]', E'\005\\&\005', 'g'
    )
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_search")]
    operations = [
        migrations.RunSQL(SEPARABLE, "DROP FUNCTION articles_separable(text);"),
    ]
