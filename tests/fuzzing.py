"""Calling every operation of the API with what Schemathesis makes of the schema."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import schemathesis
from django.core.wsgi import get_wsgi_application
from django.test import Client
from django.utils import timezone
from hypothesis import strategies as st
from schemathesis.config import PositiveDataAcceptanceConfig, SchemathesisConfig
from schemathesis.engine import events, from_schema

from newsroom.api.schema import SCHEMA_FILE
from newsroom.api.v1.actors import ActorList
from newsroom.api.v1.article_selection import ADDED, DETAIL_INCLUDE, LIST_INCLUDE, SHAPE
from newsroom.api.v1.articles import ArticleDetail, ArticleList
from newsroom.api.v1.facets import FACETS
from newsroom.api.v1.includes import PRESENT_ONLY
from newsroom.api.v1.regions import RegionDetail, RegionList
from newsroom.demo.loading import load, read_stories
from newsroom.partners.key_text import make_key_text
from newsroom.partners.products import Product, save_product
from newsroom.partners.scopes import Scope
from tests.factories import bearer, make_key, make_partner

AUTHORS = ["ines-falkenrath", "olena-dubrovets"]
# Stories that have a second version.
CORRECTED = [story["slug"] for story in read_stories() if "correction" in story]
# Half of the details that are asked for are there.
KEYS = {
    "get_connections": ["kim-jong-un", "sergey-lavrov", "Q56226"],
    "list_versions": CORRECTED,
    "get_version": CORRECTED,
    "compare_versions": CORRECTED,
    "get_article": [story["slug"] for story in read_stories()],
    "get_region": ["world", "north-korea", "KP", "prk", "408", "korean-peninsula", "seoul"],
    "get_actor": ["kim-jong-un", "sergey-lavrov", "Q56226", "united-nations", "nato"],
}
# That of the module for servers would hold the newest change number, for later tests too.
APPLICATION = get_wsgi_application()
ACCEPTED = PositiveDataAcceptanceConfig().expected_statuses
# Parts that are given without being included.
FIELDS = [name for name, path in SHAPE.paths.items() if path[0] not in ADDED]
LANGUAGES = ["en", "fr", "es", "EN", "pt-BR", "zh-Hans"]


def lists(values: st.SearchStrategy[str], separator: str, most: int) -> st.SearchStrategy[str]:
    return st.lists(values, min_size=1, max_size=most, unique=True).map(separator.join)


def expressions(names: list[str]) -> st.SearchStrategy[str]:
    """The grammar of the tag filters, with one level of brackets."""
    one = st.tuples(st.sampled_from(["", "=", "-", "-="]), st.sampled_from(names)).map("".join)
    inner = lists(lists(one, "|", 3), ",", 2)
    nested = one | inner.map("({})".format) | inner.map("-({})".format)
    return lists(lists(nested, "|", 3), ",", 2)


VERSION_PARAMETERS = {
    "get_version": {"path.version": {"dictionary": "versions", "probability": 0.9}},
    "compare_versions": {
        "path.version": {"dictionary": "second", "probability": 0.9},
        "query.against": {"dictionary": "versions", "probability": 0.9},
    },
}

# What each format of an answer has no use for.
REFUSED = {
    renderer.format: getattr(renderer, "refused", ())
    for view in (ArticleList, ArticleDetail)
    for renderer in view.renderer_classes
}

REFUSED_VALUES = {
    renderer.format: getattr(renderer, "refused_values", {})
    for renderer in ArticleList.renderer_classes
}

SYNC = "/api/v1/sync/"

# Valid values of the formats that only this API knows.
FORMATS = {
    "region": st.sampled_from(KEYS["get_region"]),
    "region-expression": expressions(KEYS["get_region"]),
    "author-expression": expressions(AUTHORS),
    "actor-expression": expressions(KEYS["get_actor"]),
    "languages": lists(st.sampled_from(LANGUAGES), "|", 4),
    "slugs": lists(st.sampled_from(KEYS["get_article"]), ",", 20),
    "typed": st.sampled_from(["kim", "North Kor", "lavorv", "talks", "ki"]),
    "search": lists(
        st.sampled_from(["kim", "or", '"north korea"', "shells", "-drone"]), " ", 5
    ).map("talks {}".format),
    "ids": lists(st.uuids().map(str), ",", 100),
    "facets": lists(st.sampled_from(list(FACETS)), ",", len(FACETS)),
    "include": lists(st.sampled_from(DETAIL_INCLUDE.names), ",", len(DETAIL_INCLUDE.names)),
    "list-include": lists(st.sampled_from(LIST_INCLUDE.names), ",", len(LIST_INCLUDE.names)),
    "fields": lists(st.sampled_from(FIELDS), ",", 20),
    **{
        name: lists(st.sampled_from(list(view.shape.paths)), ",", 20)
        for name, view in (
            ("region-fields", RegionList),
            ("region-detail-fields", RegionDetail),
            ("actor-fields", ActorList),
        )
    },
    "api-key": st.sampled_from([make_key_text("live")[1], make_key_text("test")[1]]),
    "as-of": st.sampled_from(["0", "2025-07-12", "now"]).map(
        lambda text: timezone.now().isoformat() if text == "now" else text
    ),
    # Stands for a real one, which goes with the filters that it was given for.
    "cursor": st.just("cursor"),
    "sync-cursor": st.just("sync-cursor"),
}
# Who calls what nobody may call without a key.
CALLER: dict[str, str] = {}
# No schema tells which keys have the right checksum, nor that a body has no other members.
CHECKSUM_MAY_BE_WRONG = {
    "positive_data_acceptance": {"expected-statuses": [*ACCEPTED, "400"]},
}
KEYED = (
    *("get_me", "get_my_usage", "sync", "get_sync_checksum", "get_sync_bucket"),
    *("list_webhooks", "get_webhook", "list_webhook_attempts"),
)


@dataclass
class Findings:
    """What a run has seen. ``statuses`` counts the answers of each operation by status."""

    failures: list[str] = field(default_factory=list)
    statuses: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, event: events.EngineEvent) -> None:
        match event:
            case events.ScenarioFinished():
                self._add_scenario(event)
            case events.NonFatalError():
                self.failures.append(f"{event.label}: {event.value!r}")
            case events.FatalError():
                raise event.exception

    def _add_scenario(self, scenario: events.ScenarioFinished) -> None:
        recorder = scenario.recorder
        for case_id, interaction in recorder.interactions.items():
            label = recorder.cases[case_id].value.operation.label
            if interaction.response is not None:
                self.statuses[label][interaction.response.status_code] += 1
        for checks in recorder.checks.values():
            for check in checks:
                if info := check.failure_info:
                    self.failures.append(
                        f"{info.failure.title}: {info.failure.message}\n{info.code_sample}"
                    )


def run(*, seed: int, max_examples: int, seconds: int | None = None) -> Findings:
    """Run all phases with all checks on the demonstration newsroom, in this process.

    With ``seconds``, further examples are made until they are over. Commits for real, and from
    threads of its own: for tests with the fixture ``committed``.
    """
    list(load(by=None))
    partner = make_partner()
    save_product(Product(name="All"), partners=[partner], by=None)
    CALLER.update(bearer(make_key(partner=partner, scopes=Scope.values)))
    for name, strategy in FORMATS.items():
        schemathesis.openapi.format(name, strategy)
    schema = schemathesis.openapi.from_path(
        SCHEMA_FILE, config=configuration(seed, max_examples, seconds)
    )
    schema.app = closing_application
    findings = Findings()
    for event in from_schema(schema).execute():
        findings.add(event)
    return findings


def closing_application(environ: Any, start_response: Any) -> list[bytes]:
    """The application, whose answers are closed at once; Schemathesis leaves that to chance."""
    answer = APPLICATION(environ, start_response)
    try:
        return list(answer)
    finally:
        answer.close()


def configuration(seed: int, max_examples: int, seconds: int | None) -> SchemathesisConfig:
    config = SchemathesisConfig.from_dict(
        {
            "seed": seed,
            "cache": {"enabled": False},
            "generation": {"max-examples": max_examples, "database": "none"},
            "checks": {
                # A story that was taken back answers 410, whatever else is asked.
                "positive_data_acceptance": {"expected-statuses": [*ACCEPTED, "410"]},
                # Asks again without a key, in a way that only works over HTTP. The table of
                # callers and routes asks for all of it.
                "ignored_auth": {"enabled": False},
            },
            "dictionaries": {
                **{name: {"values": values} for name, values in KEYS.items()},
                "versions": {"values": [1, 2]},
                "second": {"values": [2]},
            },
            "operations": [
                {
                    "include-operation-id": name,
                    "parameters": {
                        "path.key": {"dictionary": name, "probability": 0.5},
                        **VERSION_PARAMETERS.get(name, {}),
                    },
                }
                for name in KEYS
            ]
            + [{"include-operation-id": name, "headers": CALLER} for name in KEYED]
            + [{"include-operation-id": "revoke_key", "checks": CHECKSUM_MAY_BE_WRONG}],
        }
    )
    config.max_time = seconds
    return config


@schemathesis.hook
def before_call(context: Any, case: Any, **arguments: Any) -> None:
    """Put a real cursor in place of the one that stands for it.

    What is valid alone and has no meaning with the rest is left out.
    """
    if case.operation.path.startswith(SYNC) and case.meta.generation.mode.is_positive:
        _put_cursor_of_copy(case)
    if case.query and case.meta.generation.mode.is_positive:
        refused = {*_refused(case.query), *_needs_words(case.query), *_has_no_past(case.query)}
        case.query = {name: value for name, value in case.query.items() if name not in refused}
    if case.query and case.query.get("cursor") == "cursor":
        query = {name: value for name, value in case.query.items() if name != "cursor"}
        page = Client().get(case.formatted_path, {**query, "page_size": 1, "format": "json"}).json()
        case.query = query
        if page.get("next"):
            (case.query["cursor"],) = parse_qs(urlsplit(page["next"]).query)["cursor"]


def _put_cursor_of_copy(case: Any) -> None:
    query = dict(case.query or {})
    if "sync-cursor" in query.values() or "ids" in query:
        query["cursor"] = Client().get(SYNC, {"page_size": 1_000}, headers=CALLER).json()["cursor"]
    if "ids" in query:
        query.pop("format", None)
    case.query = query


def _refused(query: dict[str, Any]) -> list[str]:
    """Give the parameters that have no meaning in the format asked for, or whose value has none."""
    form = query.get("format")
    values = REFUSED_VALUES.get(form, {})
    some = [name for name in values if values[name].intersection(str(query.get(name)).split(","))]
    return [*REFUSED.get(form, ()), *some]


def _needs_words(query: dict[str, Any]) -> list[str]:
    """Give the parameters that ask for something which is there in a search only."""
    if "q" in query:
        return []
    marked = "highlights" in str(query.get("include", "")).split(",")
    ranked = query.get("ordering") == "relevance"
    return ["include"] * marked + ["ordering"] * ranked


def _has_no_past(query: dict[str, Any]) -> list[str]:
    """Give the parameter that asks for something which is known of the present only."""
    included = str(query.get("include", "")).split(",")
    return ["as_of"] * ("as_of" in query and not PRESENT_ONLY.isdisjoint(included))
