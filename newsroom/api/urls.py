from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularRedocView, SpectacularSwaggerView

from newsroom.api.schema import SchemaView
from newsroom.api.views import ProblemKindView, unmatched

urlpatterns = [
    path("v1/", include("newsroom.api.v1.urls")),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerView.as_view(url_name="schema")),
    path("redoc/", SpectacularRedocView.as_view(url_name="schema")),
    path("problems/<str:code>/", ProblemKindView.as_view()),
    re_path(r"^.*$", unmatched),
]
