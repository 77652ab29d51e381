from django.core.management.base import BaseCommand

from taxonomy.loading import load_regions, read_regions_file


class Command(BaseCommand):
    help = "Add the world's regions that are missing; what is there stays as it is."

    def handle(self, *args, **options):
        added = load_regions(read_regions_file())
        self.stdout.write(f"{added} regions added.")
