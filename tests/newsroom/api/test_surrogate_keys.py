import pytest
from django.test import Client

from newsroom.api.surrogate_keys import SurrogateKeys


def test_answer_that_says_nothing_is_purged_by_any_change():
    assert SurrogateKeys().field() == "all any"


def test_answer_carries_what_it_was_given_each_once():
    keys = SurrogateKeys(["regions"])

    keys.add("r-2", "r-1")
    keys.add("r-1")

    assert keys.field() == "all r-1 r-2 regions"


@pytest.mark.parametrize(
    ("narrowings", "expected"),
    [
        ({}, "all stories"),
        ({"genre": ["ig-news"]}, "all ig-news"),
        ({"genre": ["ig-news"], "region": ["ir-2", "ir-1"]}, "all ir-1 ir-2"),
        ({"region": ["ir-1"], "actor": ["ia-1"]}, "all ia-1"),
        ({"language": ["il-en"], "ids": ["s-1"], "author": ["ib-1"]}, "all s-1"),
    ],
)
def test_list_depends_on_the_filter_that_tells_most(narrowings, expected):
    keys = SurrogateKeys()
    for name, found in narrowings.items():
        keys.narrow(name, found)

    keys.add_stories()

    assert keys.field() == expected


def test_too_many_keys_of_one_sort_become_that_whole_sort():
    keys = SurrogateKeys(["a-1", "ir-1"])

    keys.add(*(f"r-{number}" for number in range(101)))

    assert keys.field() == "all a-1 ir-1 regions"


def test_keys_are_told_only_where_a_cache_is_purged(api, settings):
    assert "Surrogate-Key" not in api.get("/api/v1/regions/").headers

    settings.NEWSROOM_PURGE_URLS = ["http://cache.example"]

    assert api.get("/api/v1/regions/")["Surrogate-Key"] == "all regions"
    assert api.get("/api/v1/")["Surrogate-Key"] == "all any"
    assert api.get("/api/v1/regions/?kind=x")["Surrogate-Key"] == "all any"
    assert Client().get("/api/v1/nothing/")["Surrogate-Key"] == "all any"
