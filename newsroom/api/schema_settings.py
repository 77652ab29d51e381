"""What the OpenAPI document says of the whole API; ``newsroom.settings`` takes it over."""

SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.1",
    "TITLE": "Newsroom API",
    "VERSION": "1.0.0",
    "DESCRIPTION": (
        "Stories, regions and actors of a newsroom. Reads are open to everybody. Unknown and "
        "repeated parameters are errors, and every error is a problem document (RFC 9457)."
    ),
    "LICENSE": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    "TAGS": [
        {"name": "articles", "description": "Stories that the public may read."},
        {"name": "regions", "description": "The parts of the world that stories are about."},
        {"name": "actors", "description": "The people and organisations that stories are about."},
        {"name": "suggest", "description": "Completing what somebody types."},
        {"name": "timeline", "description": "When stories were published."},
        {"name": "sync", "description": "Keeping a copy in step."},
        {"name": "webhooks", "description": "Being told of changes."},
        {"name": "me", "description": "The key that you call with."},
        {"name": "keys", "description": "Ending keys that have leaked."},
        {"name": "index", "description": "Where everything is."},
        {"name": "problems", "description": "What problem documents mean."},
        {"name": "schema", "description": "This document."},
    ],
    "SERVERS": [{"url": "/", "description": "This server"}],
    "SORT_OPERATION_PARAMETERS": False,
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    # A list of the values again, each with its English label, tells nothing.
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "RegionKind": "taxonomy.models.Region.Kind",
        "ActorKind": "taxonomy.models.Actor.Kind",
        "Genre": "articles.genre.Genre",
        "RenditionKind": "newsroom.images.models.Rendition.Kind",
        "CorrectionType": "articles.published.versions.Correction.Kind",
        "ReasonType": "newsroom.api.v1.article_shapes.REASONS",
        "ProblemCode": "newsroom.api.problems.KINDS",
        "Scope": "newsroom.partners.scopes.Scope.values",
        "SyncedArticle": "newsroom.api.v1.sync_shapes.ARTICLE",
        "SyncUpsert": "newsroom.api.v1.sync_shapes.UPSERT",
    },
}
