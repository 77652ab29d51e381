from django.apps import AppConfig
from django.core.checks import Tags, register

from newsroom.checks import check_databases, check_settings


class NewsroomConfig(AppConfig):
    name = "newsroom"
    verbose_name = "Newsroom"

    def ready(self) -> None:
        register(check_settings)
        register(check_databases, Tags.database)
