"""The world's areas and territories in the JSON files of Unicode CLDR.

CLDR's codes are three digits for a UN M49 area and two letters for a territory.
"""

Containment = dict[str, dict[str, list[str]]]
CodeMappings = dict[str, dict[str, str]]

# UN M49 has these two as levels of its tree; CLDR has them as groupings beside it.
M49_LEVELS = {"202": "002", "419": "019"}

# CLDR files Antarctica under Outlying Oceania, an area that M49 does not know.
ANTARCTICA = {"AQ": "001"}

# ISO 3166-1 leaves the numbers from 900 to its users, and CLDR uses them.
FIRST_USER_ASSIGNED = "900"

CLEANED = (("’", "'"), (" & ", " and "), (" - ", "-"), ("St. ", "Saint "), ("U.S. ", "US "))


def parents(containment: Containment) -> dict[str, str]:
    """The one parent of each code in the M49 tree, without CLDR's groupings."""
    tree = {
        child: code
        for code, area in containment.items()
        if "_grouping" not in area and "-status-" not in code
        for child in area["_contains"]
    }
    levels = {child: code for code in M49_LEVELS for child in containment[code]["_contains"]}
    return tree | levels | M49_LEVELS | ANTARCTICA


def is_iso(code: str, mappings: CodeMappings) -> bool:
    """Whether ISO 3166-1 assigns this two-letter code."""
    number = mappings.get(code, {}).get("_numeric")
    return number is not None and number < FIRST_USER_ASSIGNED


def name_forms(code: str, names: dict[str, str]) -> list[str]:
    """The names of a code, the usual one first.

    Each is given in plain spelling and then as CLDR writes it. Names with brackets are labels
    for menus and are left out.
    """
    keys = [key for key in names if key == code or key.startswith(f"{code}-alt-")]
    forms = [names[key] for key in keys if "(" not in names[key]]
    return [spelling for form in forms for spelling in (clean(form), form)]


def clean(name: str) -> str:
    for written, plain in CLEANED:
        name = name.replace(written, plain)
    return name
