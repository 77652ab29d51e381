import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from taxonomy import topojson
from taxonomy.region_data import Region, Sources, build

DATA = Path(__file__).resolve().parents[2] / "data"


class Command(BaseCommand):
    help = "Write taxonomy/data/regions.json anew; see the README beside it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("cldr_core", type=Path, help="folder of the npm package")
        parser.add_argument("cldr_localenames_full", type=Path, help="folder of the npm package")
        parser.add_argument("world_atlas", type=Path, help="folder of the npm package")

    def handle(
        self, *, cldr_core: Path, cldr_localenames_full: Path, world_atlas: Path, **options: Any
    ) -> None:
        sources = read_sources(cldr_core, cldr_localenames_full, world_atlas)
        try:
            regions = build(sources)
        except ValueError as error:
            raise CommandError(f"regions_curated.json: {error}") from error
        path = DATA / "regions.json"
        path.write_text(as_lines(regions), encoding="utf-8")
        self.stdout.write(f"Wrote {len(regions)} regions to {path}.")


def read_sources(cldr_core: Path, cldr_localenames_full: Path, world_atlas: Path) -> Sources:
    supplemental = cldr_core / "supplemental"
    english = read(cldr_localenames_full / "main/en/territories.json")["main"]["en"]
    return Sources(
        containment=read(supplemental / "territoryContainment.json")["supplemental"][
            "territoryContainment"
        ],
        mappings=read(supplemental / "codeMappings.json")["supplemental"]["codeMappings"],
        names=english["localeDisplayNames"]["territories"],
        centres=topojson.centres(read(world_atlas / "countries-50m.json")),
        curated=read(DATA / "regions_curated.json"),
    )


def read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CommandError(f"There is no file {path}; is the folder the right package?") from error


def as_lines(regions: list[Region]) -> str:
    """JSON with one region to a line."""
    lines = [json.dumps(asdict(region), ensure_ascii=False) for region in regions]
    return "[\n" + ",\n".join(lines) + "\n]\n"
