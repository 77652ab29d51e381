import json
import re
from dataclasses import asdict
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from taxonomy.management.commands.build_regions import as_lines, read_sources
from taxonomy.region_data import Region


def test_lines_hold_one_region_each() -> None:
    region = Region("cote", "Côte", "place", "world")

    text = as_lines([region, region])

    line = json.dumps(asdict(region), ensure_ascii=False)
    assert text == f"[\n{line},\n{line}\n]\n"
    assert "Côte" in text


def test_missing_file_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "names/main/en/territories.json"

    with pytest.raises(CommandError, match=f"^There is no file {re.escape(str(missing))}; "):
        read_sources(tmp_path / "core", tmp_path / "names", tmp_path / "atlas")
