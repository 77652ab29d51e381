"""Tables for spreadsheets (RFC 4180): one row for a result, one column for a field."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

# Without it, spreadsheets take UTF-8 for some older encoding.
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
# What a spreadsheet would run as a formula; numbers alone are harmless.
FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
NUMBERS = re.compile(r"[+-]?\d+(\.\d+)?(; [+-]?\d+(\.\d+)?)*")
# Of an object, a cell shows the first of these that it has.
TELLING = ("name", "title", "text", "url", "slug")


def write_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_defused(_cell(row[name])) for name in columns] for row in rows)
    return (BYTE_ORDER_MARK + file.getvalue()).encode()


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            return "; ".join(filter(None, map(_cell, value)))
        case dict():
            telling = next((value[name] for name in TELLING if name in value), None)
            # An object that has nothing to tell is there all the same, unlike null.
            return _cell(list(value.values()) if telling is None else telling) or "true"
    return str(value)


def _defused(cell: str) -> str:
    """Make a text of what a spreadsheet would take for a formula."""
    return f"'{cell}" if FORMULA.match(cell) and not NUMBERS.fullmatch(cell) else cell
