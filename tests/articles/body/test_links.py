import pytest

from articles.body.links import normalise_href


@pytest.mark.parametrize(
    ("href", "normal"),
    [
        ("https://example.org", "https://example.org"),
        ("\n https://example.org/ \t", "https://example.org/"),
        ("HTTP://Example.org:8080/A?b#c", "http://Example.org:8080/A?b#c"),
        ("https://пример.рф/путь?q=é#ж", "https://пример.рф/путь?q=é#ж"),
        ("https://e.org/a b|c?d[]={e}#f#g", "https://e.org/a%20b%7Cc?d%5B%5D=%7Be%7D#f%23g"),
        ("https://e.org/100%/%41%zz", "https://e.org/100%25/%41%25zz"),
        ("https://e.org/a\u00a0b\u200dc", "https://e.org/a%C2%A0b%E2%80%8Dc"),
        ("https://e.org/(a)!$&'*+,;=:@~", "https://e.org/(a)!$&'*+,;=:@~"),
        ("https://e.org?", "https://e.org?"),
        ("mailto:desk@example.org", "mailto:desk@example.org"),
        (
            "MAILTO:a@e.org,b@e.org?subject=Hi there",
            "mailto:a@e.org,b@e.org?subject=Hi%20there",
        ),
    ],
)
def test_href_becomes_a_valid_url(href: str, normal: str) -> None:
    assert normalise_href(href) == normal
    assert normalise_href(normal) == normal


@pytest.mark.parametrize(
    ("href", "sentence"),
    [
        ("", "The link has no address: give it one or leave out the <a>."),
        ("/about", "The address “/about” is relative: write it in full, “https://…”."),
        ("//e.org/x", "The address “//e.org/x” is relative: write it in full, “https://e.org/x”."),
        (
            "www.e.org",
            "The address “www.e.org” is relative: write it in full, “https://www.e.org”.",
        ),
        ("#note", "The address “#note” is relative: write it in full, “https://…”."),
        (
            "JavaScript:x",
            "The address “JavaScript:x” has the scheme “javascript”: use https, http or mailto.",
        ),
        ("https:e.org", "The address “https:e.org” lacks the two slashes after the scheme."),
        ("https://a@e.org", "The address “https://a@e.org” holds a user name: leave it out."),
        ("https://", "The address “https://” has no valid host name."),
        ("https://a..b", "The address “https://a..b” has no valid host name."),
        ("https://-a.org", "The address “https://-a.org” has no valid host name."),
        ("https://a.org:99999", "The address “https://a.org:99999” has no valid host name."),
        ("https://a.org:x", "The address “https://a.org:x” has no valid host name."),
        ("https://[::1]/", "The address “https://[::1]/” has no valid host name."),
        ("https://a b.org/", "The address “https://a b.org/” has no valid host name."),
        ("mailto:desk", "The address “mailto:desk” is no mail address."),
        ("mailto:a@b@e.org", "The address “mailto:a@b@e.org” is no mail address."),
        (
            "https://e.org/\ta",
            "The address “https://e.org/\ta” holds a tab, a line break or a backslash.",
        ),
        (
            "https://e.org\\a",
            "The address “https://e.org\\a” holds a tab, a line break or a backslash.",
        ),
        (
            "https://e.org/\u202ea",
            "The character U+202E RIGHT-TO-LEFT OVERRIDE is not allowed: delete it.",
        ),
        (
            f"x:{'y' * 100}",
            f"The address “x:{'y' * 77}…” has the scheme “x”: use https, http or mailto.",
        ),
    ],
)
def test_other_addresses_are_refused(href: str, sentence: str) -> None:
    with pytest.raises(ValueError) as refused:
        normalise_href(href)

    assert str(refused.value) == sentence
