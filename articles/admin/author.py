from django.contrib import admin

from articles.models import Author, Revision


@admin.register(Author)
class AuthorAdmin(admin.ModelAdmin):
    """An author's slug is part of addresses: it is chosen once."""

    actions = None
    show_full_result_count = False
    list_display = ["name", "slug"]
    search_fields = ["name", "slug"]
    fields = ["name", "slug"]

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj else []

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["name"]}

    def has_delete_permission(self, request, obj=None):
        """Only who never stood in a byline may go, past revisions included."""
        return (
            obj is not None
            and super().has_delete_permission(request, obj)
            and not obj.articles.exists()
            and not Revision.objects.filter(content__byline__contains=[obj.pk]).exists()
        )

    def option_label(self, author):
        return f"{author.name} ({author.slug})"
