from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("articles", "0002_append_only")]

    operations = [
        AddIndexConcurrently(
            "withdrawal",
            models.Index(F("seq").desc(), condition=Q(seq_end=None), name="withdrawal_newest"),
        ),
    ]
