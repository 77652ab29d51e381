"""/actors/: the people, states and organisations that the public knows."""

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
    ActorReferenceSerializer,
    RegionReferenceSerializer,
    actor_reference,
    address,
    region_reference,
    unknown_tag,
)
from newsroom.api.v1.tag_list import TagList
from taxonomy.models import Actor
from taxonomy.snapshot import PublicActor, Snapshot, Tags, Unknown

ACTOR_KEY = key_parameter("The slug, the id or the Wikidata item.", "kim-jong-un")


class ActorSerializer(ActorReferenceSerializer):
    api_url = serializers.URLField()
    role = serializers.CharField(allow_null=True)
    description = serializers.CharField(allow_null=True)
    home_region = RegionReferenceSerializer(allow_null=True)
    aliases = serializers.ListField(child=serializers.CharField())
    wikidata = serializers.CharField(allow_null=True, help_text="The Wikidata item, Q….")


class ActorItemSerializer(Selectable):
    """An actor, or with `fields=` the fields asked for."""

    whole = ActorSerializer


FIELDS = fields_parameter(
    "actor-fields", some="slug,name,home_region.code", all_but="-aliases,-description"
)


class ActorFilters(StrictFilterSet):
    kind = choice_filter("kinds", Actor.Kind.values)
    home_region = text_filter(
        "home",
        "A region by slug, id or code: actors at home in it.",
        format="region",
        examples=["north-korea", "KP"],
    )
    ids = ids_filter("uids")

    class Meta:
        model = Actor
        fields: list[str] = []

    def home(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        region = self.find_region(name, value)
        return queryset.filter(home_region__in=self.tags.region_keys_within(region))


def actor_answer(actor: PublicActor, tags: Snapshot) -> dict[str, Any]:
    home = actor.home_region_id and tags.regions.get(actor.home_region_id)
    return {
        **actor_reference(actor),
        "api_url": address("actors", actor.slug),
        "role": actor.role or None,
        "description": actor.description or None,
        "home_region": region_reference(home) if home else None,
        "aliases": list(actor.aliases),
        "wikidata": actor.wikidata,
    }


def find_actor(key: str, tags: Snapshot, request: Request, *rest: str) -> PublicActor | Response:
    """Give a public actor, or a redirection to where it has moved.

    ``rest`` is what follows the key in the address. Raises a ``Problem`` where there is none.
    """
    try:
        actor = tags.actors.find(key)
    except Unknown as error:
        raise unknown_tag("actor", error, keys=[surrogates.ACTORS]) from None
    request.parser_context["view"].keys.add(surrogates.actor(actor.id))
    if tags.actors.is_old_slug(key, actor):
        return moved(address("actors", actor.slug, *rest), request)
    return actor


@extend_schema_view(
    get=extend_schema(operation_id="list_actors", summary="List actors", parameters=[FIELDS])
)
class ActorList(TagList[PublicActor]):
    """Actors by name, with role, home region and aliases."""

    depends_on = (surrogates.ACTORS, surrogates.REGIONS)
    queryset = Actor.objects.released().filter(merged_into=None)
    serializer_class = ActorItemSerializer
    filterset_class = ActorFilters
    shape = Shape(ActorSerializer())

    def known(self) -> Tags[PublicActor]:
        return self.tags.actors

    def describe(self, tag: PublicActor) -> dict[str, Any]:
        return actor_answer(tag, self.tags)


@extend_schema_view(
    get=extend_schema(
        operation_id="get_actor",
        summary="Get an actor",
        parameters=[ACTOR_KEY, FIELDS],
    )
)
class ActorDetail(ReadingView, generics.GenericAPIView):
    """One actor by slug, id or Wikidata item."""

    serializer_class = ActorItemSerializer
    parameters = ("fields",)
    shape = Shape(ActorSerializer())

    def get(self, request: Request, key: str) -> Response:
        parts = self.shape.read(request)
        actor = find_actor(key, self.tags, request)
        if isinstance(actor, Response):
            return actor
        if actor.home_region_id:
            home = self.tags.regions.survivor(actor.home_region_id)
            self.keys.add(surrogates.region(home))
        return Response(prune(actor_answer(actor, self.tags), parts))
