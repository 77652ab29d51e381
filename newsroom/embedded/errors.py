"""Why the embedded server cannot run."""

from django.core.management.base import CommandError
from django.db import OperationalError


class EmbeddedPostgresError(OperationalError, CommandError):
    """The embedded PostgreSQL cannot be started, used or stopped; the text is one sentence.

    Being a CommandError it ends a command with that sentence and no traceback; being an
    OperationalError it is, in a web worker, the same outage as a server that is down.
    """
