import json
from pathlib import Path

from django.core.management.base import BaseCommand

from newsroom.demo.drawing.places import MAPS
from newsroom.demo.drawing.scenes import SCENES
from newsroom.demo.loading import FOLDER


class Command(BaseCommand):
    help = "Draw the pictures of the sample stories anew; see the README beside them."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("world_atlas", type=Path, help="folder of the npm package")

    def handle(self, *, world_atlas, **options):
        topology = json.loads((world_atlas / "land-50m.json").read_text(encoding="utf-8"))
        drawn = {name: draw(topology) for name, draw in MAPS.items()}
        drawn |= {name: draw() for name, draw in SCENES.items()}
        for name, image in drawn.items():
            image.save(FOLDER / "pictures" / f"{name}.webp", quality=86, method=6)
        self.stdout.write(f"Drew {len(drawn)} pictures.")
