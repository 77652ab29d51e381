"""Clients generated from the schema compile and read a running server."""

import shutil

from tests.judges.tools import FOLDER, run


def test_typescript_client_reads_stories(server, schema):
    run("openapi-typescript", schema, "--output=schema.ts")

    run("tsc")

    run("node", "compiled/client.js", server)


def test_python_client_reads_stories(server, schema):
    package = FOLDER / "newsroom_client"
    shutil.rmtree(package, ignore_errors=True)
    run(
        *("openapi-python-client", "generate", "--path", schema),
        *("--meta=none", "--output-path", package, "--fail-on-warning"),
    )

    run("venv/bin/python", "-m", "compileall", "-q", package)

    run("venv/bin/python", "client.py", server)
