from collections.abc import Iterator

import pytest

from tests.newsroom.purging.cache import Cache, running_cache


@pytest.fixture
def cache() -> Iterator[Cache]:
    with running_cache() as cache:
        yield cache
