from django.core.management.base import BaseCommand, CommandError

from newsroom.images.rendering import make_missing_renditions


class Command(BaseCommand):
    help = "Make the renditions of pictures that have none; may be stopped and run again."

    def handle(self, *args, **options):
        made = failed = 0
        for picture, problem in make_missing_renditions():
            if problem is None:
                made += 1
            else:
                failed += 1
                self.stderr.write(f"{picture.pk}: {problem}")
        self.stdout.write(f"Renditions made for {made} pictures.")
        if failed:
            raise CommandError(f"{failed} pictures have no renditions still.")
