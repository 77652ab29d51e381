from django.core.management.base import BaseCommand

from newsroom.purging.models import PurgeTarget


class Command(BaseCommand):
    help = "Let the worker purge all that the shared caches hold."

    def handle(self, **options):
        count = PurgeTarget.objects.update(seq=None)
        self.stdout.write(f"The worker purges {count} shared caches.")
