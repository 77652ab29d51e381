"""What a caller may read: the public part for everybody, and more for keys with the scopes."""

from rest_framework.request import Request

from articles.published.readership import EVERYBODY, Readership
from articles.published.versions import Audience
from newsroom.partners.models import ApiKey
from newsroom.partners.scopes import Scope


def audience_of(key: ApiKey | None) -> Audience:
    has_scope = key is not None and Scope.EMBARGOED in key.scopes
    return Audience.TRUSTED if has_scope else Audience.PUBLIC


def readership_of(request: Request) -> Readership:
    audience = audience_of(request.auth)
    return EVERYBODY if audience == Audience.PUBLIC else Readership(audience)
