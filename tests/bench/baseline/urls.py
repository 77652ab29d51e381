from rest_framework.routers import DefaultRouter

from tests.bench.baseline.views import ArticleViewSet

router = DefaultRouter()
router.register("articles", ArticleViewSet)
urlpatterns = router.urls
