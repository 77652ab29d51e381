"""The legal record of what was published and when, to read."""

from django.contrib import admin

from articles.models import Correction, Publication, PublishedVersion, Withdrawal
from newsroom.admin.model_admins import ReadOnlyAdmin


@admin.register(PublishedVersion)
class PublishedVersionAdmin(ReadOnlyAdmin):
    list_display = ["title", "number", "revision_number", "created_at", "redacted_at", "erased_at"]
    list_filter = ["created_at", "redacted_at"]
    search_fields = ["article__title", "article__slug"]

    @admin.display
    def title(self, version):
        return version.card.get("title", "Erased")


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    list_display = ["slug", "audience", "seq", "seq_end", "published_at", "updated_at"]
    list_filter = ["audience", "published_at"]
    search_fields = ["slug"]


@admin.register(Withdrawal)
class WithdrawalAdmin(ReadOnlyAdmin):
    list_display = ["article", "at", "seq", "seq_end", "message"]
    list_filter = ["at"]
    list_select_related = ["article"]
    search_fields = ["article__title", "article__slug"]


@admin.register(Correction)
class CorrectionAdmin(ReadOnlyAdmin):
    list_display = ["article", "kind", "text", "at"]
    list_filter = ["kind", "at"]
    list_select_related = ["article"]
    search_fields = ["article__title", "article__slug", "text"]
