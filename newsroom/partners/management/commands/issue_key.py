from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from newsroom.partners.errors import PartnerRefused
from newsroom.partners.keeping import issue_key, save_partner
from newsroom.partners.models import ApiKey, Partner
from newsroom.partners.scopes import Scope


class Command(BaseCommand):
    help = "Issue a key to a partner, who is added if new, and print it; it is shown only once."

    def add_arguments(self, parser):
        parser.add_argument("partner", help="The name of the partner.")
        parser.add_argument("--name", required=True, help="What uses the key.")
        parser.add_argument(
            "--scope",
            dest="scopes",
            action="append",
            required=True,
            choices=Scope.values,
            help="What the key may do; may be given several times.",
        )
        parser.add_argument("--days", type=int, help="Days until the key ends; without, never.")
        parser.add_argument(
            "--ip-range",
            dest="ip_ranges",
            action="append",
            default=[],
            help="Where the key may be used from, as 192.0.2.0/24; without, anywhere.",
        )
        parser.add_argument("--test", action="store_true", help="A key for tests.")

    @transaction.atomic
    def handle(self, *, partner, name, scopes, days, ip_ranges, test, **options):
        ends = {} if days is None else {"expires_at": timezone.now() + timedelta(days=days)}
        try:
            issued = issue_key(
                self._partner(partner),
                by=None,
                name=name,
                scopes=scopes,
                environment=ApiKey.Environment.TEST if test else ApiKey.Environment.LIVE,
                ip_ranges=ip_ranges,
                **ends,
            )
        except PartnerRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(issued.text)

    def _partner(self, name: str) -> Partner:
        partner = Partner.objects.filter(name=name.strip()).first()
        if partner is None:
            partner = Partner(name=name)
            save_partner(partner, by=None)
        return partner
