import re
from collections.abc import Iterable

from articles.body.reading import Block

# Brysbaert (2019), "How many words do we read per minute?", Journal of Memory and Language 109:
# the mean of adults reading non-fiction in English silently.
WORDS_PER_MINUTE = 238

_HAN_AND_KANA = (
    "\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u31f0-\u31ff\uff66-\uff9d"
    "\u3105-\u312f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
)
_THAI_LAO_BURMESE_KHMER = "\u0e01-\u0e4e\u0e81-\u0ece\u1000-\u103f\u1780-\u17d3"
_CHARACTERS_OF_A_WORD = 5
_RUN = re.compile(
    f"(?P<han>[{_HAN_AND_KANA}])"
    f"|(?P<unspaced>[{_THAI_LAO_BURMESE_KHMER}]+)"
    f"|(?P<spaced>[^\\s—―…{_HAN_AND_KANA}{_THAI_LAO_BURMESE_KHMER}]+)"
)


def word_count(blocks: Iterable[Block]) -> int:
    """The words of all text, attributions included.

    A word is what stands between blanks, long dashes and ellipses and holds a letter or digit.
    Han characters and kana count as a word each, as word processors have it, and five characters
    of Thai, Lao, Burmese or Khmer as one: these are written without blanks between words.
    """
    return sum(_words(text) for block in blocks for text in block.texts())


def reading_minutes(words: int) -> int:
    """Rounded, but at least 1 where there is anything to read."""
    return max(1, (words + WORDS_PER_MINUTE // 2) // WORDS_PER_MINUTE) if words else 0


def _words(text: str) -> int:
    return sum(map(_words_of_run, _RUN.finditer(text)))


def _words_of_run(run: re.Match[str]) -> int:
    if run.lastgroup == "unspaced":
        return -(-len(run[0]) // _CHARACTERS_OF_A_WORD)
    return int(any(map(str.isalnum, run[0])))
