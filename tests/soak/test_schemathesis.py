"""Long runs of Schemathesis. SOAK_SECONDS says how long."""

import os

from tests import fuzzing

SECONDS = int(os.environ.get("SOAK_SECONDS") or 60)


def test_schemathesis_finds_nothing(committed, seed, report):
    """Schemathesis calls every operation with valid and invalid input, with all checks."""
    found = fuzzing.run(seed=seed, max_examples=200, seconds=SECONDS)

    for operation, statuses in sorted(found.statuses.items()):
        counts = ", ".join(f"{count} × {status}" for status, count in sorted(statuses.items()))
        report(operation, f"{statuses.total()} answers: {counts}")
    assert found.failures == []
    assert max(status for statuses in found.statuses.values() for status in statuses) < 500
