from django.apps import AppConfig
from django.core.checks import register

from newsroom.checks import check_settings


class NewsroomConfig(AppConfig):
    name = "newsroom"
    verbose_name = "Newsroom"

    def ready(self) -> None:
        register(check_settings)
