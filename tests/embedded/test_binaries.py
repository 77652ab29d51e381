from pathlib import Path

from newsroom.embedded import account, binaries


def test_copy_of_the_wheel_runs(empty: Path) -> None:
    source = binaries.installed().parents[2]

    binaries.copy_wheel(source, empty / "copy")

    assert binaries.runs(account.choose(), empty / "copy" / binaries.PROGRAMS)
    assert list((empty / "copy").rglob("*.py")) == []


def test_folder_without_programs_does_not_run(empty: Path) -> None:
    assert not binaries.runs(account.choose(), empty)
