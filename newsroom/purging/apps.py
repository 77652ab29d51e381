from django.apps import AppConfig


class PurgingConfig(AppConfig):
    name = "newsroom.purging"
    label = "purging"
    verbose_name = "Shared caches"
