import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import starmap

from articles.body.advice import advice
from articles.body.problems import Problem

MAX_DEPTH = 50
LINE_ATTRIBUTE = "data-line"

# Tokens as the WHATWG HTML Standard has them (13.2.5), for text with newlines normalised.
_COMMENT = re.compile(r"<!--(?:>|->|.*?--!?>)", re.DOTALL)
_NAME = re.compile(r"<(/?)([A-Za-z][^\t\n\f />]*)")
_ATTRIBUTE = re.compile(
    r"""[\t\n\f /]*
        (?P<name>[^\t\n\f />][^\t\n\f />=]*)
        (?:[\t\n\f ]*=[\t\n\f ]*
            (?:"(?P<double>[^"]*)(?:"|\Z)
            |'(?P<single>[^']*)(?:'|\Z)
            |(?P<bare>[^\t\n\f >"'][^\t\n\f >]*))?
        )?""",
    re.VERBOSE,
)
_END = re.compile(r"[\t\n\f /]*>")
# An image has no end; paragraphs and list items are ended by others.
_WITHOUT_END = frozenset({"p", "li", "img"})
# A tree builder repeats open formatting elements in every paragraph, of those alike at most three.
_WITHOUT_LINE = frozenset({"strong", "b", "em", "i"})
_RAW_TEXT = frozenset(
    {"iframe", "noembed", "noframes", "noscript", "plaintext", "script", "style", "textarea"}
    | {"title", "xmp"}
)


def keep_vocabulary(
    html: str, vocabulary: Mapping[str, Collection[str]], problems: list[Problem]
) -> str:
    """`html` with only the tags and attributes of `vocabulary`, the rest told in `problems`.

    A tree builder drops stray table tags, second attributes and unfinished tags without a word and
    knows no lines, so the source itself is looked through first. Tags come back in the plainest
    spelling, those that begin an element with their line as an attribute, and never within more
    than 50 that are not closed, so that building and walking the tree take linear time.
    `vocabulary` names the attributes of each element. `html` has "\\n" for every line break.
    """
    return "".join(_Scan(html, vocabulary, problems).run())


class _Scan:
    def __init__(
        self, html: str, vocabulary: Mapping[str, Collection[str]], problems: list[Problem]
    ) -> None:
        self._html = html
        self._vocabulary = vocabulary
        self._problems = problems
        self._newlines = [found.start() for found in re.finditer("\n", html)]
        self._unclosed: Counter[str] = Counter()
        self._refused_names: set[str] = set()

    def run(self) -> Iterable[str]:
        position = 0
        while (start := self._html.find("<", position)) != -1:
            yield self._html[position:start]
            token, position = self._token(start)
            yield token
        yield self._html[position:]

    def _token(self, start: int) -> tuple[str, int]:
        """What to keep of the token at `start`, and where it ends."""
        if self._html.startswith("<!--", start):
            return self._comment(start)
        if opening := _NAME.match(self._html, start):
            return self._tag(opening)
        if self._html.startswith(("<!", "<?", "</"), start):
            return self._declaration(start)
        return "&lt;", start + 1

    def _comment(self, start: int) -> tuple[str, int]:
        comment = _COMMENT.match(self._html, start)
        if comment is None:
            self._refuse("<!--", "The comment is not closed: end it with “-->”.", start)
            return "", len(self._html)
        # Without the comment, text on both sides could join to a character reference.
        return "<!---->", comment.end()

    def _declaration(self, start: int) -> tuple[str, int]:
        sign = self._html[start : start + 2]
        self._refuse(sign, f"This begins no tag: remove it, or write “&lt;{sign[1]}”.", start)
        return "", self._html.find(">", start) + 1 or len(self._html)

    def _tag(self, opening: re.Match[str]) -> tuple[str, int]:
        start, is_end_tag = opening.start(), bool(opening[1])
        name = opening[2].lower() if opening[2].isascii() else opening[2]
        attributes, end = [], opening.end()
        while attribute := _ATTRIBUTE.match(self._html, end):
            attributes.append(attribute)
            end = attribute.end()
        closed = _END.match(self._html, end)
        if closed is None:
            self._refuse(f"<{name[:40]}>", "The tag is not finished: it lacks its “>”.", start)
            return "", len(self._html)
        if name not in self._vocabulary:
            return "", self._refuse_tag(name, is_end_tag, start, closed.end())
        allowed = () if is_end_tag else self._vocabulary[name]
        kept = self._keep_attributes(name, attributes, allowed)
        if is_end_tag:
            self._unclosed[name] = max(0, self._unclosed[name] - 1)
            return f"</{name}>", closed.end()
        return self._start_tag(name, kept, start), closed.end()

    def _start_tag(self, name: str, attributes: dict[str, str], start: int) -> str:
        if name not in _WITHOUT_END:
            self._unclosed[name] += 1
            if self._unclosed.total() == MAX_DEPTH + 1:
                detail = f"More than {MAX_DEPTH} tags stand open here: close or nest less of them."
                self._refuse(f"<{name}>", detail, start)
        if self._unclosed.total() > MAX_DEPTH:
            return ""
        if name not in _WITHOUT_LINE:
            attributes[LINE_ATTRIBUTE] = str(self._line(start))
        return f"<{' '.join([name, *starmap(_spell_attribute, attributes.items())])}>"

    def _refuse_tag(self, name: str, is_end_tag: bool, start: int, end: int) -> int:
        """Where to read on: behind the content of an element whose content is not markup."""
        if not (is_end_tag and name in self._refused_names):
            self._refuse(f"<{name[:40]}>", advice(name, self._vocabulary), start)
        self._refused_names.add(name)
        if is_end_tag or name not in _RAW_TEXT:
            return end
        closing = re.compile(f"</{name}", re.IGNORECASE).search(self._html, end)
        return closing.start() if closing else len(self._html)

    def _keep_attributes(
        self, element: str, attributes: list[re.Match[str]], allowed: Collection[str]
    ) -> dict[str, str]:
        kept: dict[str, str] = {}
        for attribute in attributes:
            name = attribute["name"].lower()
            if name in kept:
                detail = f"The attribute “{name}” is given twice."
            elif name not in allowed:
                only = f"; allowed here: {', '.join(sorted(allowed))}" if allowed else ""
                detail = f"The attribute “{name[:40]}” is not allowed: remove it{only}."
            else:
                kept[name] = attribute["double"] or attribute["single"] or attribute["bare"] or ""
                continue
            self._refuse(f"<{element}>", detail, attribute.start("name"))
        return kept

    def _line(self, position: int) -> int:
        return bisect_left(self._newlines, position) + 1

    def _refuse(self, element: str, detail: str, position: int) -> None:
        self._problems.append(Problem(element, detail, self._line(position)))


def _spell_attribute(name: str, value: str) -> str:
    quoted = value.replace('"', "&quot;")
    return f'{name}="{quoted}"'
