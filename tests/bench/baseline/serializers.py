from rest_framework import serializers

from tests.bench.baseline.models import Actor, Article, Author, Correction, Region, RelatedLink

PUBLIC_URL = "https://www.example.org/{0.language}/{0.slug}"


class RegionSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")

    class Meta:
        model = Region
        fields = ["id", "slug", "name", "code"]


class ActorSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")

    class Meta:
        model = Actor
        fields = ["id", "slug", "name", "kind"]


class AuthorSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")

    class Meta:
        model = Author
        fields = ["id", "slug", "name"]


class ArticleCardSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    url = serializers.SerializerMethodField()
    api_url = serializers.HyperlinkedIdentityField(view_name="article-detail", lookup_field="slug")
    byline = AuthorSerializer(source="authors", many=True)
    regions = RegionSerializer(many=True)
    actors = ActorSerializer(many=True)

    class Meta:
        model = Article
        fields = [
            "id",
            "slug",
            "url",
            "api_url",
            "title",
            "summary",
            "genre",
            "language",
            "byline",
            "published_at",
            "updated_at",
            "version",
            "regions",
            "actors",
            "word_count",
            "reading_minutes",
        ]

    def get_url(self, article: Article) -> str:
        return PUBLIC_URL.format(article)


class TargetSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")

    class Meta:
        model = Article
        fields = ["id", "slug"]


class RelatedLinkSerializer(serializers.ModelSerializer):
    title = serializers.SerializerMethodField()
    summary = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()
    article = TargetSerializer(source="target")

    class Meta:
        model = RelatedLink
        fields = ["title", "summary", "url", "article"]

    def get_title(self, link: RelatedLink) -> str:
        return link.title or link.target.title

    def get_summary(self, link: RelatedLink) -> str:
        return link.summary or (link.target.summary if link.target else "")

    def get_url(self, link: RelatedLink) -> str:
        return link.url or PUBLIC_URL.format(link.target)


class CorrectionSerializer(serializers.ModelSerializer):
    class Meta:
        model = Correction
        fields = ["kind", "text", "at"]


class TranslationSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    url = serializers.SerializerMethodField()
    api_url = serializers.HyperlinkedIdentityField(view_name="article-detail", lookup_field="slug")

    class Meta:
        model = Article
        fields = ["id", "slug", "language", "title", "url", "api_url"]

    def get_url(self, article: Article) -> str:
        return PUBLIC_URL.format(article)


class ArticleDetailSerializer(ArticleCardSerializer):
    related_links = RelatedLinkSerializer(many=True)
    corrections = CorrectionSerializer(many=True)
    translations = TranslationSerializer(many=True)

    class Meta(ArticleCardSerializer.Meta):
        fields = [
            *ArticleCardSerializer.Meta.fields,
            "first_published_at",
            "body",
            "editors_note",
            "related_links",
            "corrections",
            "translations",
            "usage_terms",
        ]
