"""Schemathesis calls every operation with valid and invalid input and finds nothing."""

from tests import fuzzing
from tests.contract import SCHEMA

SEED = 20_250_712
OPERATIONS = {
    f"{method.upper()} {path}" for path, item in SCHEMA["paths"].items() for method in item
}
# Where there is at most one parameter, there is little to make cases of, and no webhook goes by an
# id made up.
VARIED = {
    f"GET {path}"
    for path, item in SCHEMA["paths"].items()
    if len(item.get("get", {}).get("parameters", ())) > 1 and "{webhook}" not in path
}
# Of the instants at which versions are asked for, most lie before the demo was published.
FEW = {"GET /api/v1/articles/{key}/versions/": 3}


def test_schemathesis_finds_nothing(committed, record_testsuite_property):
    found = fuzzing.run(seed=SEED, max_examples=30)

    for operation, statuses in found.statuses.items():
        record_testsuite_property(operation, dict(statuses))
    assert found.failures == []
    assert set(found.statuses) == OPERATIONS
    assert max(status for statuses in found.statuses.values() for status in statuses) < 500
    assert [name for name in VARIED if found.statuses[name][200] < FEW.get(name, 20)] == []
