import secrets

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from newsroom.demo.loading import load
from newsroom.partners.keeping import issue_key, save_partner
from newsroom.partners.models import Partner
from newsroom.partners.products import Product, save_product
from newsroom.partners.scopes import Scope

USERNAME = "editor"
PARTNER = "Sample partner"
PRODUCT = "All stories"
SCOPES = [scope for scope in Scope.values if scope != Scope.EMBARGOED]


class Command(BaseCommand):
    help = "Load the demonstration newsroom and its login; what is there stays as it is."

    def add_arguments(self, parser):
        parser.add_argument(
            "--force", action="store_true", help="Load it into a database of your own, too."
        )

    def handle(self, *args, force, **options):
        if not settings.EMBEDDED_DATABASE and not force:
            raise CommandError(
                "This is not the embedded database: give --force to load sample stories into it."
            )
        user = self._editor()
        lines = list(load(by=user))
        self._key(by=user)
        self.stdout.write(
            f"{len(lines)} things loaded. Login: {settings.VAR / 'demo-login'}, "
            f"key of a partner: {settings.VAR / 'demo-key'}"
        )

    def _editor(self):
        path = settings.VAR / "demo-login"
        user, is_new = User.objects.get_or_create(
            username=USERNAME, defaults={"is_staff": True, "is_superuser": True}
        )
        if is_new or not path.exists():
            password = secrets.token_urlsafe(12)
            user.set_password(password)
            user.save()
            write_secret(path, f"{USERNAME}\n{password}\n")
        return user

    def _key(self, *, by):
        path = settings.VAR / "demo-key"
        partner = Partner.objects.filter(name=PARTNER).first()
        if partner and path.exists():
            return
        if partner is None:
            partner = Partner(name=PARTNER)
            save_partner(partner, by=by)
            save_product(Product(name=PRODUCT), partners=[partner], by=by)
        issued = issue_key(partner, by=by, name="Trying out", scopes=SCOPES)
        write_secret(path, f"{issued.text}\n")


def write_secret(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(text)
