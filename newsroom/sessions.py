"""Sessions of the admin, of which the database holds digests and never what a browser sends."""

import hashlib
from typing import Any

from django.contrib.sessions.backends import base, db
from django.utils import timezone

# The column holds 40 characters.
DIGEST_BYTES = 20


class SessionStore(db.SessionStore):
    """Django's own, but for the key under which a session is kept.

    A key has 165 bits of chance, so that a digest needs no salt, and nobody finds the key to it.
    """

    def load(self) -> dict[str, Any]:
        kept = self.model.objects.filter(
            session_key=_digest(self.session_key or ""), expire_date__gt=timezone.now()
        ).first()
        if kept is None:
            self._session_key = None
            return {}
        return self.decode(kept.session_data)

    def exists(self, session_key: str) -> bool:
        return super().exists(_digest(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        kept = super().create_model_instance(data)
        kept.session_key = _digest(kept.session_key)
        return kept

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            super().delete(_digest(key))

    # By way of the methods above; those of the database's store would keep the keys themselves.
    aload = base.SessionBase.aload
    aexists = base.SessionBase.aexists
    acreate = base.SessionBase.acreate
    asave = base.SessionBase.asave
    adelete = base.SessionBase.adelete


def _digest(key: str) -> str:
    return hashlib.blake2b(key.encode(), digest_size=DIGEST_BYTES).hexdigest()
