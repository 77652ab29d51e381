from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "newsroom.webhooks"
    label = "webhooks"
    verbose_name = "Webhooks"
