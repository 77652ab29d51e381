"""/actors/{key}/connections/: who appears in stories together with an actor."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from articles.published import surrogates
from articles.published.connections import Together, count_connections
from articles.published.instants import instant
from articles.published.versions import Publication
from newsroom.api.reading import FilteredView
from newsroom.api.v1.actors import ACTOR_KEY, find_actor
from newsroom.api.v1.article_filters import ArticleFilters
from newsroom.api.v1.shapes import ActorReferenceSerializer, actor_reference
from taxonomy.snapshot import Snapshot

MOST = 100


class ConnectionSerializer(serializers.Serializer):
    actor = ActorReferenceSerializer()
    count = serializers.IntegerField(min_value=1, help_text="How many stories carry both.")
    first_published_at = serializers.DateTimeField(help_text="Of the earliest such story.")
    last_published_at = serializers.DateTimeField(help_text="Of the latest such story.")


class ConnectionsSerializer(serializers.Serializer):
    actor = ActorReferenceSerializer()
    count = serializers.IntegerField(min_value=0, help_text="How many stories carry the actor.")
    results = ConnectionSerializer(many=True, help_text=f"The closest first, at most {MOST}.")


class ActorConnections(FilteredView):
    """The actors that stories carry together with this one, over the stories that match."""

    queryset = Publication.objects.all()
    serializer_class = ConnectionsSerializer
    filterset_class = ArticleFilters

    @extend_schema(
        operation_id="get_connections",
        summary="Get an actor's connections",
        parameters=[ACTOR_KEY],
    )
    def get(self, request: Request, key: str) -> Response:
        actor = find_actor(key, self.tags, request, "connections")
        if isinstance(actor, Response):
            return actor
        keys = sorted(self.tags.actors.rows_shown_as(actor.id))
        self.keys.narrow("actor", map(surrogates.stories_with_actor, keys))
        stories = self.filter_queryset(self.readers.current()).filter(actor_ids__overlap=keys)
        self.keys.add_stories()
        self.keys.add(surrogates.ACTORS)
        total, found = count_connections(actor, stories, self.tags)
        results = closest(found, self.tags)
        return Response({"actor": actor_reference(actor), "count": total, "results": results})


def closest(found: Mapping[int, Together], tags: Snapshot) -> list[dict[str, Any]]:
    shown = [(other, found[key]) for key in found if (other := tags.actors.get(key))]
    shown.sort(key=lambda item: (-item[1].stories, item[0].slug))
    return [
        {
            "actor": actor_reference(other),
            "count": together.stories,
            "first_published_at": instant(together.first_published_at),
            "last_published_at": instant(together.last_published_at),
        }
        for other, together in shown[:MOST]
    ]
