from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from newsroom.changes.head import declare_epoch, read_head
from newsroom.changes.models import Epoch


class Command(BaseCommand):
    help = "Open a new epoch of the change log, after the database was restored from a backup."

    def add_arguments(self, parser):
        parser.add_argument("--reason", required=True, help="What happened, for the record.")

    def handle(self, *args, reason, **options):
        longest = Epoch._meta.get_field("reason").max_length
        if not 1 <= len(reason.strip()) <= longest:
            raise CommandError(f"--reason takes 1 to {longest} characters.")
        with transaction.atomic():
            declare_epoch(reason.strip())
            head = read_head()
        self.stdout.write(f"Epoch {head.epoch} begins after change {head.seq}.")
