from pathlib import Path

import psycopg
import pytest

from newsroom.embedded import cluster, server
from newsroom.embedded.errors import EmbeddedPostgresError


def refusal(root: Path) -> str:
    with pytest.raises(EmbeddedPostgresError) as raised:
        server.ensure_running(root)
    return str(raised.value)


def test_data_of_another_major_version_is_refused(root: Path) -> None:
    (root / "postgres" / "PG_VERSION").write_text("17\n")

    sentence = refusal(root)

    assert sentence == (
        f"{root}/postgres was made by PostgreSQL 17 and this release brings 18: dump it with the "
        "release that made it (pg_dump), move the folder away, start, and load the dump."
    )


def test_data_of_another_program_is_refused(root: Path) -> None:
    (root / "postgres" / cluster.MARK).unlink()

    sentence = refusal(root)

    assert sentence == (
        f"{root}/postgres was not made by Newsroom: move it away or set DATABASE_URL."
    )


def test_data_of_another_account_is_refused(empty: Path) -> None:
    (empty / "postgres").symlink_to("/etc")

    sentence = refusal(empty)

    assert sentence.startswith(f"{empty}/postgres belongs to the account root, but PostgreSQL ")


def test_link_to_lost_data_is_refused(empty: Path) -> None:
    (empty / "postgres").symlink_to("/nowhere/postgres")

    sentence = refusal(empty)

    assert sentence == (
        f"{empty}/postgres points to /nowhere/postgres, which is gone: "
        "remove that link to begin with an empty database."
    )


def test_interrupted_preparation_is_begun_anew(empty: Path) -> None:
    (empty / "postgres.part").mkdir()
    (empty / "postgres.part" / "PG_VERSION").write_text("18\n")

    server.ensure_running(empty)

    assert server.is_running(empty)
    assert sorted(path.name for path in empty.iterdir()) == [
        "postgres",
        "postgres.lock",
        "postgres.log",
    ]


def test_cluster_sorts_and_splits_text_alike_everywhere(root: Path) -> None:
    server.ensure_running(root)
    parameters = server.connection_parameters(root)

    with psycopg.connect(
        host=parameters["HOST"], user=parameters["USER"], dbname=parameters["NAME"]
    ) as connection:
        [locale] = connection.execute(
            "SELECT datlocprovider, datlocale, pg_encoding_to_char(encoding), datdba::regrole::text"
            " FROM pg_database WHERE datname = current_database()"
        ).fetchall()
        [found] = connection.execute(
            "SELECT to_tsvector('simple', 'in “КИЇВ”') @@ to_tsquery('simple', 'київ')"
        ).fetchall()
        [rights] = connection.execute(
            "SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        ).fetchall()

    assert locale == ("b", "C.UTF-8", "UTF8", "newsroom")
    assert found == (True,)
    assert rights == (False, True)


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("", "no reason was given."),
        ("waiting\nFATAL:  lock file is empty\nstopped waiting\n", "lock file is empty."),
        ("initdb: error: could not access directory\n", "could not access directory."),
        ("PANIC:  could not write: No space left on device\n", "the disk is full."),
    ],
)
def test_reason_finds_the_sentence(output: str, sentence: str) -> None:
    assert cluster.reason(output) == sentence
