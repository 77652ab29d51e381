"""What a key may be allowed to do."""

from django.db import models


class Scope(models.TextChoices):
    ARTICLES = "articles:read", "Read stories"
    SYNC = "sync:read", "Keep a copy in step"
    EMBARGOED = "embargoed:read", "See stories under embargo"
    ARCHIVE = "archive:read", "Read the archive"
    WEBHOOKS = "webhooks:manage", "Manage webhooks"
