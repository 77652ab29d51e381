"""/webhooks/: a partner's webhooks, which nobody else sees."""

import uuid
from typing import Any

from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
)
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from newsroom.api.pagination import page_size_schema, read_page_size
from newsroom.api.parameters import choose
from newsroom.api.problems import Problem, parameter_problem
from newsroom.api.reading import ReadingView
from newsroom.api.v1.webhook_bodies import (
    CHANGED,
    NEW,
    read_event_types,
    read_members,
    read_overlap,
    read_products,
    read_since,
    refused,
)
from newsroom.api.v1.webhook_shapes import (
    AttemptListSerializer,
    AttemptSerializer,
    ChangedWebhookSerializer,
    NewWebhookSerializer,
    OverlapSerializer,
    SinceSerializer,
    WebhookListSerializer,
    WebhookSecretSerializer,
    WebhookSerializer,
    attempt_answer,
    webhook_answer,
)
from newsroom.changes.head import read_head
from newsroom.partners.scopes import Scope
from newsroom.webhooks.errors import AskedTooSoon, WebhookRefused
from newsroom.webhooks.health import lags
from newsroom.webhooks.keeping import (
    delete_webhook,
    disable,
    enable,
    replay,
    rotate_secret,
    save_webhook,
)
from newsroom.webhooks.models import Attempt, Webhook
from newsroom.webhooks.on_demand import PAUSE_SECONDS, resend, send_test
from newsroom.webhooks.signing import secret_text

WEBHOOK = OpenApiParameter(
    "webhook",
    {"type": "string", "format": "uuid"},
    OpenApiParameter.PATH,
    description="The id of a webhook of yours.",
    examples=[OpenApiExample("Webhook", value="0197f3a2-5d1c-4c3e-9b1a-3f1f6f0c2a11")],
)
ATTEMPT = OpenApiParameter(
    "attempt",
    {"type": "integer", "minimum": 1},
    OpenApiParameter.PATH,
    description="The id of an attempt in the log of the webhook.",
    examples=[OpenApiExample("Attempt", value=1)],
)
OUTCOME = OpenApiParameter(
    "outcome", str, enum=Attempt.Outcome.values, description="Only attempts that ended so."
)
BEFORE = OpenApiParameter(
    "before",
    {"type": "integer", "minimum": 1},
    description="Only attempts before the one with this id: the last one of the page before.",
)
SIZE = OpenApiParameter(
    "page_size", page_size_schema(), description="How many attempts are given at most."
)
GONE = {204: OpenApiResponse(description="The webhook is gone.")}


class WebhookView(ReadingView, generics.GenericAPIView):
    """A view of the calling partner's webhooks."""

    required_scope = Scope.WEBHOOKS
    queryset = Webhook.objects.none()

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, WebhookRefused):
            exc = refused(exc)
        if isinstance(exc, AskedTooSoon):
            wait = {"Retry-After": str(PAUSE_SECONDS)}
            exc = Problem("throttled", "Something was sent a moment ago.", headers=wait)
        return super().handle_exception(exc)

    def own(self) -> Any:
        return Webhook.objects.filter(partner=self.request.user).prefetch_related("products")

    def find(self, key: uuid.UUID) -> Webhook:
        webhook = self.own().filter(pk=key).select_related("partner").first()
        if webhook is None:
            raise Problem("not_found", "You have no webhook with this id.")
        return webhook

    def describe(self, webhook: Webhook) -> dict[str, Any]:
        fresh = self.own().get(pk=webhook.pk)
        return webhook_answer(fresh, lags([fresh], read_head())[fresh.pk])

    def with_secret(self, webhook: Webhook, *, status: int) -> Response:
        answer = {**self.describe(webhook), "secret": secret_text(webhook)}
        return Response(answer, status=status, headers={"Cache-Control": "no-store"})


class WebhookList(WebhookView):
    """The addresses of yours that are told of changes, and how they fare."""

    http_method_names = ["get", "head", "post", "options"]
    serializer_class = WebhookListSerializer

    @extend_schema(operation_id="list_webhooks", summary="List your webhooks")
    def get(self, request: Request) -> Response:
        webhooks = list(self.own())
        lag = lags(webhooks, self.state)
        return Response({"results": [webhook_answer(one, lag[one.pk]) for one in webhooks]})

    @extend_schema(
        operation_id="create_webhook",
        summary="Create a webhook",
        description="It is told of what changes from now on. The secret is in this answer only.",
        request=NewWebhookSerializer,
        responses={201: WebhookSecretSerializer},
    )
    def post(self, request: Request) -> Response:
        members = read_members(request.data, NEW)
        webhook = Webhook(partner=request.user, url="")
        save_by_members(webhook, members, products=[])
        response = self.with_secret(webhook, status=201)
        response.headers["Location"] = response.data["api_url"]
        return response


class WebhookDetail(WebhookView):
    """One webhook of yours: what it is told of, its health, and how far it is behind."""

    http_method_names = ["get", "head", "patch", "delete", "options"]
    serializer_class = WebhookSerializer

    @extend_schema(operation_id="get_webhook", summary="Get a webhook", parameters=[WEBHOOK])
    def get(self, request: Request, webhook: uuid.UUID) -> Response:
        return Response(self.describe(self.find(webhook)))

    @extend_schema(
        operation_id="change_webhook",
        summary="Change a webhook",
        description="What the body does not name stays as it is.",
        parameters=[WEBHOOK],
        request=ChangedWebhookSerializer,
    )
    def patch(self, request: Request, webhook: uuid.UUID) -> Response:
        found = self.find(webhook)
        members = read_members(request.data, CHANGED)
        save_by_members(found, members, products=list(found.products.all()))
        if "enabled" in members:
            (enable if members["enabled"] else disable)(found, by=None)
        return Response(self.describe(found))

    @extend_schema(
        operation_id="delete_webhook",
        summary="Delete a webhook",
        description="The log of its attempts goes with it.",
        parameters=[WEBHOOK],
        responses=GONE,
    )
    def delete(self, request: Request, webhook: uuid.UUID) -> Response:
        delete_webhook(self.find(webhook), by=None)
        return Response(status=204)


class WebhookSecret(WebhookView):
    """A new secret for a webhook; the one before goes on signing for a while."""

    http_method_names = ["post", "options"]

    @extend_schema(
        operation_id="rotate_webhook_secret",
        summary="Replace the secret",
        parameters=[WEBHOOK],
        request=OverlapSerializer,
        responses=WebhookSecretSerializer,
    )
    def post(self, request: Request, webhook: uuid.UUID) -> Response:
        found = self.find(webhook)
        overlap = read_overlap(read_members(request.data, ("overlap_hours",)))
        rotate_secret(found, by=None, overlap=overlap)
        return self.with_secret(found, status=200)


class WebhookTest(WebhookView):
    """A test message, sent while you wait; the answer says what came of it."""

    http_method_names = ["post", "options"]

    @extend_schema(
        operation_id="test_webhook",
        summary="Send a test",
        parameters=[WEBHOOK],
        request=None,
        responses=AttemptSerializer,
    )
    def post(self, request: Request, webhook: uuid.UUID) -> Response:
        found = self.find(webhook)
        read_members(request.data, ())
        return Response(attempt_answer(send_test(found)))


class WebhookReplay(WebhookView):
    """Everything once more, in order, from a change or an instant on, under the same ids."""

    http_method_names = ["post", "options"]

    @extend_schema(
        operation_id="replay_webhook",
        summary="Send again since",
        parameters=[WEBHOOK],
        request=SinceSerializer,
        responses=WebhookSerializer,
    )
    def post(self, request: Request, webhook: uuid.UUID) -> Response:
        found = self.find(webhook)
        replay(found, by=None, since=read_since(read_members(request.data, ("since",))))
        return Response(self.describe(found))


class WebhookAttempts(WebhookView):
    """What was sent to a webhook, and what came of it, the newest first; kept for 30 days."""

    serializer_class = AttemptListSerializer
    parameters = ("outcome", "before", "page_size")

    @extend_schema(
        operation_id="list_webhook_attempts",
        summary="List attempts",
        parameters=[WEBHOOK, OUTCOME, BEFORE, SIZE],
    )
    def get(self, request: Request, webhook: uuid.UUID) -> Response:
        size = read_page_size(request)
        log = self.find(webhook).log.all()
        if outcome := request.query_params.get("outcome"):
            log = log.filter(outcome=choose("outcome", outcome, Attempt.Outcome.values))
        if before := request.query_params.get("before"):
            log = log.filter(pk__lt=read_attempt("before", before))
        return Response({"results": [attempt_answer(one) for one in log[:size]]})


class WebhookResend(WebhookView):
    """What an attempt was to tell, once more, outside the order, as it is now."""

    http_method_names = ["post", "options"]

    @extend_schema(
        operation_id="resend_webhook_event",
        summary="Send an event again",
        parameters=[WEBHOOK, ATTEMPT],
        request=None,
        responses=AttemptSerializer,
    )
    def post(self, request: Request, webhook: uuid.UUID, attempt: int) -> Response:
        found = self.find(webhook)
        read_members(request.data, ())
        entry = found.log.filter(pk=min(attempt, 2**63 - 1)).exclude(seq=None).first()
        if entry is None:
            raise Problem("not_found", "The log of the webhook has no such event.")
        return Response(attempt_answer(resend(found, entry.seq)))


def save_by_members(webhook: Webhook, members: dict[str, Any], *, products: list[Any]) -> None:
    for name in ("url", "description"):
        setattr(webhook, name, members.get(name, getattr(webhook, name)))
    if "event_types" in members:
        webhook.event_types = read_event_types(members)
    if "products" in members:
        products = read_products(members, webhook.partner)
    save_webhook(webhook, products=products, by=None)


def read_attempt(parameter: str, text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise parameter_problem(parameter, f"{parameter} is the id of an attempt.")
    return int(text)
