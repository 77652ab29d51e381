import pytest
from django.core.management import CommandError, call_command

from newsroom.changes.head import read_head
from newsroom.changes.models import Epoch

pytestmark = pytest.mark.django_db


def test_declare_epoch_opens_an_epoch_after_the_newest_change(capsys):
    before = read_head()

    call_command("declare_epoch", "--reason", " Restored the dump of Monday. ")

    after = read_head()
    epoch = Epoch.objects.get(pk=after.epoch)
    assert after.epoch != before.epoch
    assert after._replace(epoch=before.epoch) == before
    assert (epoch.started_after, epoch.reason) == (before.seq, "Restored the dump of Monday.")
    assert capsys.readouterr().out == f"Epoch {epoch.pk} begins after change {before.seq}.\n"


@pytest.mark.parametrize("reason", ["", "  ", "x" * 201])
def test_declare_epoch_wants_a_reason_that_can_be_kept(reason):
    before = read_head()

    with pytest.raises(CommandError, match=r"^--reason takes 1 to 200 characters\.$"):
        call_command("declare_epoch", "--reason", reason)

    assert read_head() == before
