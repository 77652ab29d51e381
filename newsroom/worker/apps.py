from django.apps import AppConfig


class WorkerConfig(AppConfig):
    name = "newsroom.worker"
    label = "worker"
    verbose_name = "Background work"
