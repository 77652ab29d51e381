"""Django's PostgreSQL backend, which starts the embedded server before it first connects."""

from collections.abc import Iterable
from typing import Any

from django.db.backends.postgresql.client import DatabaseClient as PostgresClient

from newsroom.database import base
from newsroom.embedded import binaries, server


class DatabaseClient(PostgresClient):
    """The psql that belongs to the server, for ``manage.py dbshell``."""

    @classmethod
    def settings_to_cmd_args_env(
        cls, settings_dict: dict[str, Any], parameters: Iterable[str]
    ) -> tuple[list[str], dict[str, str] | None]:
        server.ensure_running(settings_dict["ROOT"])
        arguments, environment = super().settings_to_cmd_args_env(settings_dict, parameters)
        return [str(binaries.installed() / "psql"), *arguments[1:]], environment


class DatabaseWrapper(base.DatabaseWrapper):
    client_class = DatabaseClient

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Start the server if need be, also when connections come from a pool."""
        root = self.settings_dict["ROOT"]
        server.ensure_running(root)
        try:
            return super().get_new_connection(conn_params)
        except self.Database.OperationalError:
            server.forget(root)
            raise
