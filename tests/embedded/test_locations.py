from pathlib import Path

from newsroom.embedded.locations import PORT, Locations


def test_socket_path_is_short_for_a_long_checkout_path() -> None:
    root = Path("/home") / ("newsroom" * 30) / "var"

    socket = Locations(root).sockets / f".s.PGSQL.{PORT}"

    assert len(bytes(socket)) <= 103


def test_checkouts_have_folders_of_their_own() -> None:
    names = {Locations(Path(root)).name for root in ("/one/var", "/two/var")}

    assert len(names) == 2


def test_link_to_a_checkout_is_the_same_checkout(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "var")

    assert Locations(tmp_path / "link").name == Locations(tmp_path / "var").name
