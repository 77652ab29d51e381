"""What a caller may read: the public part for everybody, and more for keys with the scopes."""

from django.conf import settings
from rest_framework.request import Request

from articles.published.readership import EVERYBODY, Readership
from articles.published.versions import Audience
from newsroom.partners.models import ApiKey
from newsroom.partners.products import slice_of
from newsroom.partners.scopes import Scope
from taxonomy.snapshot import Snapshot


def audience_of(key: ApiKey | None) -> Audience:
    has_scope = key is not None and Scope.EMBARGOED in key.scopes
    return Audience.TRUSTED if has_scope else Audience.PUBLIC


def readership_of(request: Request, tags: Snapshot) -> Readership:
    """Where anonymous reads are closed, a key is held to its products, which takes a statement."""
    audience = audience_of(request.auth)
    if not settings.NEWSROOM_ANONYMOUS_READS and request.auth:
        return Readership(audience, slice_of(request.user, tags))
    return EVERYBODY if audience == Audience.PUBLIC else Readership(audience)
