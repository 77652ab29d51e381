"""The state of a key in lists and on its page."""

from django.db.models import Q
from django.db.models.functions import Now

from newsroom.admin.states import StateFilter

CONDITIONS = {
    "valid": Q(revoked_at=None) & (Q(expires_at=None) | Q(expires_at__gt=Now())),
    "replaced": Q(revoked_at=None, rotated_at__isnull=False, expires_at__gt=Now()),
    "expired": Q(revoked_at=None, expires_at__lte=Now()),
    "revoked": Q(revoked_at__isnull=False),
}
LABELS = {
    "valid": "Valid",
    "replaced": "Valid and replaced",
    "expired": "Expired",
    "revoked": "Revoked",
}


def state_of(key, moment) -> str:
    if key.revoked_at:
        return "revoked"
    if not key.is_valid_at(moment):
        return "expired"
    if key.replaced_by_id:
        return f"replaced by {key.replaced_by_id}, valid until then"
    return "valid"


class KeyStateFilter(StateFilter):
    labels = LABELS
    conditions = CONDITIONS
