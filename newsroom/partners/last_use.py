"""When keys were last used: noted in the process, written later and rarely."""

from datetime import datetime, timedelta

from newsroom.partners.models import ApiKey

RARELY = timedelta(minutes=1)

_noted: dict[str, datetime] = {}


def note(key_id: str, moment: datetime, written: datetime | None) -> None:
    """Note a use, unless the row, as it was just read, has one of the last minute."""
    if written is None or moment - written >= RARELY:
        _noted[key_id] = moment


def write() -> None:
    """Write what is noted; what cannot be written now stays noted."""
    for key_id, moment in list(_noted.items()):
        ApiKey.objects.filter(pk=key_id).update(last_used_at=moment)
        # A later use may have been noted meanwhile, which is kept for the next time.
        if _noted.get(key_id) == moment:
            del _noted[key_id]


def forget() -> None:
    _noted.clear()
