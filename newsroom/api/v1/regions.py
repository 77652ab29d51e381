"""/regions/: the regions that the public knows."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from articles.published import surrogates
from newsroom.api.reading import ReadingView, moved
from newsroom.api.v1.fields import Selectable, Shape, fields_parameter, prune
from newsroom.api.v1.filters import StrictFilterSet, choice_filter, ids_filter, text_filter
from newsroom.api.v1.parameters import key_parameter
from newsroom.api.v1.shapes import (
    PointSerializer,
    RegionReferenceSerializer,
    address,
    region_reference,
    unknown_tag,
)
from newsroom.api.v1.tag_list import TagList
from taxonomy.models import Region
from taxonomy.snapshot import PublicRegion, Snapshot, Tags, Unknown


class RegionSerializer(RegionReferenceSerializer):
    api_url = serializers.URLField()
    kind = serializers.ChoiceField(choices=Region.Kind.choices)
    m49 = serializers.CharField(allow_null=True, help_text="UN M49, three digits.")
    alpha2 = serializers.CharField(allow_null=True, help_text="ISO 3166-1 alpha-2.")
    alpha3 = serializers.CharField(allow_null=True, help_text="ISO 3166-1 alpha-3.")
    subdivision = serializers.CharField(allow_null=True, help_text="ISO 3166-2.")
    aliases = serializers.ListField(child=serializers.CharField())
    centre = PointSerializer(allow_null=True)
    parent = RegionReferenceSerializer(allow_null=True)
    groupings = RegionReferenceSerializer(many=True)


class RegionDetailSerializer(RegionSerializer):
    ancestors = RegionReferenceSerializer(
        many=True, help_text="All regions and groupings that it lies in, nearest first."
    )
    children = RegionReferenceSerializer(
        many=True, help_text="What lies in it directly, by name; of a grouping, its members."
    )


class RegionListItemSerializer(Selectable):
    """A region, or with `fields=` the fields asked for."""

    whole = RegionSerializer


class RegionDetailItemSerializer(Selectable):
    """A region with what it lies in, or with `fields=` the fields asked for."""

    whole = RegionDetailSerializer


FIELDS = fields_parameter(
    "region-fields", some="slug,name,parent.slug", all_but="-aliases,-groupings.code"
)
DETAIL_FIELDS = fields_parameter(
    "region-detail-fields", some="name,ancestors.slug", all_but="-aliases,-children"
)


class RegionFilters(StrictFilterSet):
    kind = choice_filter("kinds", Region.Kind.values)
    within = text_filter(
        "inside",
        "A region by slug, id or code: all that lies in it.",
        format="region",
        examples=["asia", "korean-peninsula"],
    )
    ids = ids_filter("uids")

    class Meta:
        model = Region
        fields: list[str] = []

    def inside(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        region = self.find_region(name, value)
        return queryset.filter(pk__in=self.tags.region_keys_within(region) - {region.id})


def region_answer(region: PublicRegion, tags: Snapshot) -> dict[str, Any]:
    parent = region.parent_id and tags.regions.get(region.parent_id)
    has_centre = region.latitude is not None
    return {
        **region_reference(region),
        "api_url": address("regions", region.slug),
        "kind": region.kind,
        "m49": region.m49,
        "alpha2": region.alpha2,
        "alpha3": region.alpha3,
        "subdivision": region.subdivision,
        "aliases": list(region.aliases),
        "centre": (
            {"latitude": region.latitude, "longitude": region.longitude} if has_centre else None
        ),
        "parent": region_reference(parent) if parent else None,
        "groupings": [region_reference(g) for g in tags.regions.shown(region.grouping_ids)],
    }


@extend_schema_view(
    get=extend_schema(operation_id="list_regions", summary="List regions", parameters=[FIELDS])
)
class RegionList(TagList[PublicRegion]):
    """Regions and groupings by name, with codes, parent and aliases."""

    depends_on = (surrogates.REGIONS,)
    queryset = Region.objects.released().filter(merged_into=None)
    serializer_class = RegionListItemSerializer
    filterset_class = RegionFilters
    shape = Shape(RegionSerializer())

    def known(self) -> Tags[PublicRegion]:
        return self.tags.regions

    def describe(self, tag: PublicRegion) -> dict[str, Any]:
        return region_answer(tag, self.tags)


@extend_schema_view(
    get=extend_schema(
        operation_id="get_region",
        summary="Get a region",
        parameters=[
            key_parameter("The slug, the id or a code of a region.", "north-korea"),
            DETAIL_FIELDS,
        ],
    )
)
class RegionDetail(ReadingView, generics.GenericAPIView):
    """One region by slug, id or code (`KP`, `PRK`, `408`), with all that it lies in."""

    serializer_class = RegionDetailItemSerializer
    parameters = ("fields",)
    shape = Shape(RegionDetailSerializer())

    def get(self, request: Request, key: str) -> Response:
        parts = self.shape.read(request)
        try:
            region = self.tags.regions.find(key)
        except Unknown as error:
            raise unknown_tag("region", error, keys=[surrogates.REGIONS]) from None
        self.keys.add(surrogates.region(region.id), surrogates.within_region(region.id))
        if self.tags.regions.is_old_slug(key, region):
            return moved(address("regions", region.slug), request)
        answer = region_answer(region, self.tags)
        ancestors, children = self.tags.ancestors(region), self.tags.children(region)
        answer["ancestors"] = [region_reference(r) for r in ancestors]
        answer["children"] = [region_reference(r) for r in children]
        self.keys.add(*(surrogates.region(r.id) for r in (*ancestors, *children)))
        return Response(prune(answer, parts))
