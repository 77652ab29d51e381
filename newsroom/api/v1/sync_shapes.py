"""The shapes of what a copy is told."""

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from articles.genre import Genre
from articles.published.sync.items import REASONS
from articles.published.versions import Correction
from newsroom.api.v1.article_shapes import EmbargoSerializer
from newsroom.images.models import Rendition
from taxonomy.models import Actor, Region

# Named, since several items have them.
ARTICLE = ["article"]
UPSERT = ["upsert"]


class StoredAuthorSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    slug = serializers.CharField()
    name = serializers.CharField()


class StoredRenditionSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=Rendition.Kind.choices)
    path = serializers.CharField()
    width = serializers.IntegerField(min_value=1)
    height = serializers.IntegerField(min_value=1)


class StoredImageSerializer(serializers.Serializer):
    path = serializers.CharField(help_text="Below `media_url`.")
    alt_text = serializers.CharField()
    caption = serializers.CharField(allow_null=True)
    credit = serializers.CharField(allow_null=True)
    width = serializers.IntegerField(min_value=1)
    height = serializers.IntegerField(min_value=1)
    renditions = StoredRenditionSerializer(many=True, required=False)


class StoredLinkSerializer(serializers.Serializer):
    article = serializers.UUIDField(allow_null=True)
    url = serializers.CharField(allow_null=True)
    title = serializers.CharField(allow_null=True)
    summary = serializers.CharField(allow_null=True)
    image = StoredImageSerializer(allow_null=True)


class StoredCorrectionSerializer(serializers.Serializer):
    type = serializers.ChoiceField(choices=Correction.Kind.choices)
    text = serializers.CharField()
    at = serializers.DateTimeField()
    heading_id = serializers.CharField(allow_null=True)
    old_wording = serializers.CharField(allow_null=True)
    new_wording = serializers.CharField(allow_null=True)


class SyncedDocumentSerializer(serializers.Serializer):
    """A story as it was published. Tags and linked stories are ids."""

    id = serializers.UUIDField()
    slug = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    genre = serializers.ChoiceField(choices=Genre.choices)
    language = serializers.CharField()
    byline = StoredAuthorSerializer(many=True)
    published_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    first_published_at = serializers.DateTimeField()
    version = serializers.IntegerField(min_value=1)
    image = StoredImageSerializer(allow_null=True)
    regions = serializers.ListField(child=serializers.UUIDField())
    actors = serializers.ListField(child=serializers.UUIDField())
    word_count = serializers.IntegerField(min_value=0)
    reading_minutes = serializers.IntegerField(min_value=0)
    editors_note = serializers.CharField(allow_null=True)
    related_links = StoredLinkSerializer(many=True)
    corrections = StoredCorrectionSerializer(many=True)
    translation_of = serializers.UUIDField(allow_null=True)
    usage_terms = serializers.CharField(allow_null=True)
    syndicatable = serializers.BooleanField()
    body = serializers.CharField(
        help_text="HTML. The character U+001A stands for `media_url` in addresses of pictures."
    )
    partners_note = serializers.CharField(help_text="For partners only; may be empty.")


class ArticleUpsertSerializer(serializers.Serializer):
    type = serializers.ChoiceField(choices=ARTICLE)
    action = serializers.ChoiceField(choices=UPSERT)
    id = serializers.UUIDField()
    hash = serializers.CharField(
        help_text="SHA-256, in hexadecimal digits, of `document` as JSON with sorted keys and "
        "without spaces, in UTF-8."
    )
    url = serializers.CharField(help_text="The public page of the story.")
    embargo = EmbargoSerializer(
        allow_null=True,
        help_text="Of a story that may not be passed on to readers yet; null for others.",
    )
    document = SyncedDocumentSerializer()


class ArticleRemovedSerializer(serializers.Serializer):
    type = serializers.ChoiceField(choices=ARTICLE)
    action = serializers.ChoiceField(choices=["removed"])
    id = serializers.UUIDField()
    reason = serializers.ChoiceField(choices=list(REASONS))
    hash = serializers.CharField(
        allow_null=True,
        help_text="Where there is one, keep id and hash without the document: checksums at the "
        "end of this walk count the story. The next walk removes it for good.",
    )


class SyncedRegionSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    slug = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=Region.Kind.choices)
    m49 = serializers.CharField(allow_null=True)
    alpha2 = serializers.CharField(allow_null=True)
    alpha3 = serializers.CharField(allow_null=True)
    subdivision = serializers.CharField(allow_null=True)
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)
    parent = serializers.UUIDField(allow_null=True)
    groupings = serializers.ListField(child=serializers.UUIDField())
    aliases = serializers.ListField(child=serializers.CharField())
    merged_into = serializers.UUIDField(
        allow_null=True, help_text="The region that stands for this one."
    )


class SyncedActorSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    slug = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=Actor.Kind.choices)
    role = serializers.CharField(allow_null=True)
    description = serializers.CharField(allow_null=True)
    home_region = serializers.UUIDField(allow_null=True)
    aliases = serializers.ListField(child=serializers.CharField())
    wikidata = serializers.CharField(allow_null=True)
    merged_into = serializers.UUIDField(
        allow_null=True, help_text="The actor that stands for this one."
    )


class RegionUpsertSerializer(serializers.Serializer):
    type = serializers.ChoiceField(choices=["region"])
    action = serializers.ChoiceField(choices=UPSERT)
    id = serializers.UUIDField()
    document = SyncedRegionSerializer()


class ActorUpsertSerializer(serializers.Serializer):
    type = serializers.ChoiceField(choices=["actor"])
    action = serializers.ChoiceField(choices=UPSERT)
    id = serializers.UUIDField()
    document = SyncedActorSerializer()


SYNC_ITEM = PolymorphicProxySerializer(
    component_name="SyncItem",
    serializers=[
        ArticleUpsertSerializer,
        ArticleRemovedSerializer,
        RegionUpsertSerializer,
        ActorUpsertSerializer,
    ],
    resource_type_field_name=None,
    many=True,
)


@extend_schema_field(SYNC_ITEM)
class SyncItemsField(serializers.ListField):
    """Items of all sorts."""


class SyncPageSerializer(serializers.Serializer):
    items = SyncItemsField()
    cursor = serializers.CharField(help_text="Where the copy stands once it has taken these in.")
    done = serializers.BooleanField(
        help_text="Whether the copy is now in step. If not, ask on at once; a page may be empty."
    )
    from_nothing = serializers.BooleanField(
        help_text="Whether this walk gives all there is. At its end, drop what it did not give."
    )
    media_url = serializers.CharField(help_text="Where the files of pictures are.")


class BucketChecksumSerializer(serializers.Serializer):
    bucket = serializers.CharField(help_text="The first two hexadecimal digits of the ids.")
    count = serializers.IntegerField(min_value=1)
    digest = serializers.CharField(
        help_text="SHA-256 of a line `id hash` for each story, in the order of ids."
    )


class ChecksumSerializer(serializers.Serializer):
    count = serializers.IntegerField(min_value=0)
    digest = serializers.CharField(
        help_text="SHA-256 of a line `bucket digest` for each bucket that is not empty, in order."
    )
    buckets = BucketChecksumSerializer(many=True, help_text="Those that are not empty, in order.")


class StoryHashSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    hash = serializers.CharField()


class BucketSerializer(serializers.Serializer):
    articles = StoryHashSerializer(many=True, help_text="All of the bucket, in the order of ids.")
