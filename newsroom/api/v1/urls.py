from django.urls import path

from newsroom.api.v1.actors import ActorDetail, ActorList
from newsroom.api.v1.articles import ArticleDetail, ArticleList
from newsroom.api.v1.connections import ActorConnections
from newsroom.api.v1.index import Index
from newsroom.api.v1.keys import RevokeKey
from newsroom.api.v1.me import Me
from newsroom.api.v1.regions import RegionDetail, RegionList
from newsroom.api.v1.related import RelatedArticles
from newsroom.api.v1.suggest import Suggest
from newsroom.api.v1.sync import Sync, SyncBucket, SyncChecksum
from newsroom.api.v1.timeline import Timeline
from newsroom.api.v1.usage import MyUsage
from newsroom.api.v1.versions import VersionDetail, VersionDifference, VersionList
from newsroom.api.v1.webhooks import (
    WebhookAttempts,
    WebhookDetail,
    WebhookList,
    WebhookReplay,
    WebhookResend,
    WebhookSecret,
    WebhookTest,
)

urlpatterns = [
    path("", Index.as_view()),
    path("articles/", ArticleList.as_view()),
    path("articles/<str:key>/", ArticleDetail.as_view()),
    path("articles/<str:key>/related/", RelatedArticles.as_view()),
    path("articles/<str:key>/versions/", VersionList.as_view()),
    path("articles/<str:key>/versions/<int:version>/", VersionDetail.as_view()),
    path("articles/<str:key>/versions/<int:version>/difference/", VersionDifference.as_view()),
    path("regions/", RegionList.as_view()),
    path("regions/<str:key>/", RegionDetail.as_view()),
    path("actors/", ActorList.as_view()),
    path("actors/<str:key>/", ActorDetail.as_view()),
    path("actors/<str:key>/connections/", ActorConnections.as_view()),
    path("suggest/", Suggest.as_view()),
    path("timeline/", Timeline.as_view()),
    path("me/", Me.as_view()),
    path("me/usage/", MyUsage.as_view()),
    path("keys/revoke/", RevokeKey.as_view()),
    path("sync/", Sync.as_view()),
    path("sync/checksum/", SyncChecksum.as_view()),
    path("sync/checksum/<str:bucket>/", SyncBucket.as_view()),
    path("webhooks/", WebhookList.as_view()),
    path("webhooks/<uuid:webhook>/", WebhookDetail.as_view()),
    path("webhooks/<uuid:webhook>/secret/", WebhookSecret.as_view()),
    path("webhooks/<uuid:webhook>/test/", WebhookTest.as_view()),
    path("webhooks/<uuid:webhook>/replay/", WebhookReplay.as_view()),
    path("webhooks/<uuid:webhook>/attempts/", WebhookAttempts.as_view()),
    path("webhooks/<uuid:webhook>/attempts/<int:attempt>/resend/", WebhookResend.as_view()),
]
