"""Vocabularies that look like languages, with Zipf's frequencies.

The commonest words are those of the language itself, so that a text search finds the stop words
that it expects; all others are made of syllables.
"""

import random
from array import array
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

SIZE = 30_000
# Of Zipf and Mandelbrot: the word of rank r is seen in proportion to 1 / (r + FLATTENING).
FLATTENING = 2.7
TABLE_BITS = 18

COMMONEST = {
    "en": "the of to and in a that for is on was with by said as it from has at be are its an "
    "have were which will not but had this their after who he would been more they or over about",
    "fr": "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce "
    "il sont son avec aux ou mais ont ses cette leur",
    "de": "der die und in den von zu das mit sich des auf ist im dem nicht ein eine als auch es "
    "an werden aus er hat dass sie nach wird bei",
    "es": "de la que el en y a los del se las por un para con no una su al es lo como más pero "
    "sus le ya este entre",
    "uk": "і в на що з не до за про та як від у для це який але є або його їх при після буде",
}
SYLLABLES = {
    "en": ("str tr br d k l m n p r s t v w th sh pl gr st f g h b", "a e i o u ea ou ai", "n r l"),
    "fr": ("b c d f g j l m n p r s t v ch gr pl tr br", "a e i o u é è ou ai eau", "r l s"),
    "de": ("b d f g h k l m n p r s t w sch st kr pf br", "a e i o u ä ö ü ei au", "n r l"),
    "es": ("b c d f g l m n p r s t v ll tr br pl", "a e i o u á ó ie ue", "n s l"),
    "uk": ("б в г д ж з к л м н п р с т х ч ш", "а е и о у і ю я", "н р й"),
}


@dataclass(frozen=True)
class Vocabulary:
    """``table`` holds each word as often as it is to be seen among ``2 ** TABLE_BITS`` words."""

    words: tuple[str, ...]
    table: tuple[str, ...]

    def choose(self, chance: random.Random, count: int) -> list[str]:
        drawn = array("I", chance.randbytes(4 * count))
        return [self.table[number >> (32 - TABLE_BITS)] for number in drawn]

    def choose_telling(self, chance: random.Random, count: int) -> list[str]:
        """Choose words as titles have them: neither the commonest nor the rarest."""
        return [self.words[chance.randrange(60, 4_000)] for _ in range(count)]


@cache
def vocabulary(language: str) -> Vocabulary:
    chance = random.Random(f"words of {language}")
    words = dict.fromkeys(COMMONEST[language].split())
    while len(words) < SIZE:
        words[made_word(chance, language)] = None
    cumulative = zipf(SIZE)
    scale = 2**TABLE_BITS / cumulative[-1]
    ends = [round(share * scale) for share in cumulative]
    table = [
        word
        for word, begin, end in zip(words, [0, *ends], ends, strict=False)
        for _ in range(begin, end)
    ]
    return Vocabulary(tuple(words), tuple(table))


def made_word(chance: random.Random, language: str) -> str:
    beginnings, middles, ends = (part.split() for part in SYLLABLES[language])
    syllables = chance.choices((1, 2, 3, 4), (1, 5, 4, 1))[0]
    word = "".join(chance.choice(beginnings) + chance.choice(middles) for _ in range(syllables))
    return word + chance.choice(["", *ends])


def zipf(count: int) -> tuple[float, ...]:
    """Give summed weights for things of which the first is the most frequent."""
    return tuple(accumulate(1 / (rank + FLATTENING) for rank in range(1, count + 1)))
