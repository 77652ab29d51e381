import pytest

from articles.published.selection import (
    MAX_DEPTH,
    MAX_TAGS,
    AllOf,
    AnyOf,
    BadSelection,
    Not,
    Tagged,
    carries_any,
    compile_expression,
    parse,
    required,
)

A, B, C = Tagged("a", False), Tagged("b", False), Tagged("c", False)


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("a", A),
        ("north-korea", Tagged("north-korea", False)),
        ("=a", Tagged("a", True)),
        ("-a", Not(A)),
        ("-=a", Not(Tagged("a", True))),
        ("--a", Not(Not(A))),
        ("a,b", AllOf((A, B))),
        ("a|b", AnyOf((A, B))),
        ("a|b,c", AllOf((AnyOf((A, B)), C))),
        ("a,b|c", AllOf((A, AnyOf((B, C))))),
        ("(a,b)|c", AnyOf((AllOf((A, B)), C))),
        ("a,-(b|c)", AllOf((A, Not(AnyOf((B, C)))))),
        (" a , b ", AllOf((A, B))),
        ("((a))", A),
    ],
)
def test_parse_reads_the_grammar(text, expression):
    assert parse(text) == expression


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "A tag is expected before the end."),
        ("a,", "A tag is expected before the end."),
        (",a", "A tag is expected before “,”."),
        ("a||b", "A tag is expected before “|”."),
        ("a|,b", "A tag is expected before “,”."),
        ("(a", "A bracket is not closed."),
        ("a)", "“)” is not expected here."),
        ("()", "A tag is expected before “)”."),
        ("=-a", "A tag is expected before “-”."),
        ("=(a)", "A tag is expected before “(”."),
        ("a b", "“b” is not expected here."),
        ("a(b)", "“(” is not expected here."),
        ("-", "A tag is expected before the end."),
        ("(" * 50 + "a" + ")" * 50, f"Brackets and NOT go at most {MAX_DEPTH} deep."),
        ("-" * 50 + "a", f"Brackets and NOT go at most {MAX_DEPTH} deep."),
        (",".join(["a"] * (MAX_TAGS + 1)), f"At most {MAX_TAGS} tags can be named."),
    ],
)
def test_parse_refuses_with_a_sentence(text, message):
    with pytest.raises(BadSelection) as refusal:
        parse(text)

    assert str(refusal.value) == message


def test_compile_unites_plain_alternatives_into_one_overlap():
    keys = {"a": frozenset({1, 2}), "b": frozenset({2, 3})}

    condition = compile_expression(parse("a|b"), "region_ids", lambda tagged: keys[tagged.name])

    assert condition == carries_any("region_ids", {1, 2, 3})


def test_compile_keeps_the_structure():
    condition = compile_expression(
        parse("a,-b"), "actor_ids", lambda tagged: frozenset({ord(tagged.name)})
    )

    assert condition == carries_any("actor_ids", [97]) & ~carries_any("actor_ids", [98])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", ["a"]),
        ("=a", ["a"]),
        ("-a", None),
        ("a|b", ["a", "b"]),
        ("a|-b", None),
        ("-a,-b", None),
        ("a|b,c,-d", ["c"]),
        ("(a|(b,c|d)),-e", ["a", "b"]),
        ("(a,-b)|c", ["a", "c"]),
        ("-(-a)", None),
    ],
)
def test_some_tags_are_required_of_whatever_matches(text, expected):
    found = required(parse(text))

    assert (found and [tagged.name for tagged in found]) == expected
