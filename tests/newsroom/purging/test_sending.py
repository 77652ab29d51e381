import pytest

from newsroom.purging.sending import MOST_CHARACTERS, PurgeFailed, purge


def test_keys_are_sent_in_order_in_one_request(cache):
    assert purge(cache.address, {"s-2", "any", "s-1"}) == 1

    assert cache.purged == [["any", "s-1", "s-2"]]


def test_many_keys_are_sent_in_fields_that_caches_take(cache):
    keys = {f"s-{number:012}" for number in range(1_000)}

    sent = purge(cache.address, keys)

    assert sent == len(cache.purged) == 4
    assert cache.dropped() == keys
    assert max(len(" ".join(one)) for one in cache.purged) <= MOST_CHARACTERS


@pytest.mark.parametrize("status", [204, 403, 405, 500])
def test_cache_that_does_not_say_so_has_not_purged(cache, status):
    cache.status = status

    with pytest.raises(PurgeFailed, match=str(status)):
        purge(cache.address, {"any"})


def test_cache_that_cannot_be_reached_has_not_purged():
    with pytest.raises(PurgeFailed, match="refused"):
        purge("http://127.0.0.1:1", {"any"})
