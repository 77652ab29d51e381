from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    """The folder that picture files are stored in."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT
