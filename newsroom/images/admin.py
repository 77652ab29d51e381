from django import forms
from django.contrib import admin
from django.utils.html import format_html

from newsroom.admin.model_admins import VerbAdmin, VerbForm
from newsroom.images.adding import add_picture
from newsroom.images.describing import TEXTS, describe_picture
from newsroom.images.errors import PictureRefused
from newsroom.images.formats import FORMATS
from newsroom.images.models import Picture


class PictureForm(VerbForm):
    class Meta:
        widgets = {
            "alt_text": forms.Textarea(attrs={"rows": 3}),
            "caption": forms.Textarea(attrs={"rows": 3}),
        }


class UploadForm(PictureForm):
    # Not Django's ImageField, which would open the file with every decoder there is.
    upload = forms.FileField(
        label="File",
        help_text="JPEG, PNG, WebP or AVIF. Only the pixels are kept: where and by whom the "
        "picture was taken is removed.",
        widget=forms.FileInput(attrs={"accept": ",".join(f.content_type for f in FORMATS)}),
    )


@admin.register(Picture)
class PictureAdmin(VerbAdmin):
    """The file of a picture is chosen once, and no picture is ever deleted."""

    form = PictureForm
    refusal = PictureRefused
    list_display = ["alt_text", "credit", "size", "uploaded_at", "uploaded_by"]
    list_select_related = ["uploaded_by"]
    search_fields = ["alt_text", "credit", "caption"]
    show_full_result_count = False
    readonly_fields = ["preview", "code", "size", "uploaded_at", "uploaded_by"]

    class Media:
        css = {"all": ["images/admin/picture.css"]}

    def has_delete_permission(self, request, obj=None):
        return False

    def get_fields(self, request, obj=None):
        if obj is None:
            return ["upload", *TEXTS]
        return ["preview", "code", *TEXTS, "size", "uploaded_at", "uploaded_by"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = UploadForm
        return super().get_form(request, obj, change, **kwargs)

    def save_by_verb(self, request, form, formsets):
        values = dict(form.cleaned_data)
        if form.instance._state.adding:
            picture = add_picture(values.pop("upload"), **values, by=request.user)
            form.instance.pk = picture.pk
        else:
            describe_picture(form.instance, **values)

    @admin.display
    def preview(self, picture):
        return format_html(
            '<img src="{}" alt="{}" class="picture-preview">', picture.file.url, picture.alt_text
        )

    @admin.display(description="code for a body")
    def code(self, picture):
        return format_html(
            '<code class="picture-code">{}</code>',
            f'<figure><img src="picture:{picture.pk}"></figure>',
        )

    @admin.display(description="size in pixels")
    def size(self, picture):
        return f"{picture.width} × {picture.height}"

    def option_label(self, picture):
        return f"{picture.alt_text} ({picture.credit or 'no credit'}, {self.size(picture)})"
