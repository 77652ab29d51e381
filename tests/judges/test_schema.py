"""What linters say of the schema."""

import json

from tests.judges.tools import run


def test_redocly_finds_nothing(schema):
    report = json.loads(run("redocly", "lint", "--format=json", schema))

    assert report["problems"] == []


def test_spectral_finds_nothing(schema):
    run("spectral", "lint", "--ruleset=spectral.yaml", "--fail-severity=hint", schema)
