from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from newsroom.api.sitemaps import NewsSitemap, SitemapIndex, SitemapPart
from newsroom.images.serving import picture_file

urlpatterns = [
    path("", RedirectView.as_view(url="/api/docs/")),
    path("admin/", admin.site.urls),
    path("api/", include("newsroom.api.urls")),
    path("sitemap.xml", SitemapIndex.as_view()),
    path("sitemap-news.xml", NewsSitemap.as_view()),
    path("sitemap-<slug:part>.xml", SitemapPart.as_view()),
    path("media/pictures/<str:name>", picture_file),
]

handler400 = "newsroom.api.errors.bad_request"
handler403 = "newsroom.api.errors.permission_denied"
handler404 = "newsroom.api.errors.page_not_found"
handler500 = "newsroom.api.errors.server_error"
