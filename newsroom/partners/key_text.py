"""The text of a key: `newsroom_live_`, a public id of 8 characters, `_`, a secret and a checksum.

The prefix lets people and scanners recognise a key, and the checksum tells a real one from a
mistyped or made-up one without asking the database.
"""

import hashlib
import re
import secrets
import string
import zlib
from typing import NamedTuple

ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
ID_LENGTH = 8
# 32 of 62 characters are 190 bits.
SECRET_LENGTH = 32
# As many as every number of 32 bits needs.
CHECKSUM_LENGTH = 6
PATTERN = rf"newsroom_(?:live|test)_[0-9A-Za-z]{{{ID_LENGTH}}}_[0-9A-Za-z]{{38}}"

KEY = re.compile(r"newsroom_(live|test)_([0-9A-Za-z]{8})_[0-9A-Za-z]{32}([0-9A-Za-z]{6})")


class KeyName(NamedTuple):
    """What the text of a key tells everybody."""

    environment: str
    id: str


def make_key_text(environment: str) -> tuple[str, str]:
    """Give a new public id, and the text of a key with it."""
    public_id = _random(ID_LENGTH)
    text = f"newsroom_{environment}_{public_id}_{_random(SECRET_LENGTH)}"
    return public_id, text + checksum(text)


def read_key_text(text: str) -> KeyName | None:
    """Give what the text says; None if it has not the form of a key or the checksum is wrong."""
    found = KEY.fullmatch(text)
    if found is None or found[3] != checksum(text[:-CHECKSUM_LENGTH]):
        return None
    return KeyName(environment=found[1], id=found[2])


def checksum(text: str) -> str:
    """Give the CRC-32 of a text in base 62, which needs no secrecy: it only finds mistakes."""
    number = zlib.crc32(text.encode())
    digits = ""
    for _ in range(CHECKSUM_LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits


def digest(text: str) -> bytes:
    """Give what is kept of a key.

    SHA-256 without salt or stretching: nobody can try out 190 random bits, however fast, and a
    digest that is quick to compare leaves no way to keep the server busy with wrong keys.
    """
    return hashlib.sha256(text.encode()).digest()


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
