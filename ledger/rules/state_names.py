"""Which States a text names: whole words, the longest name wins, a name of several States stays several.

Apart because a name proposes and never decides: what is found here is evidence for a person. Names are compared
folded: without accents, case and punctuation, as banks write them.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from db.names import folded
from db.readings import StateReading
from ledger.rules.payer_words import NO_STATES, Tokens
from ledger.rules.state_words import SHARED_WORDS, STATE_WORDS

_ARTICLES = frozenset(("the", "la", "le", "l", "el", "los", "las", "les"))
_BEFORE_NAMES = frozenset(
    ("of", "the", "du", "de", "del", "da", "des", "la", "rep", "republic", "republique", "republica")
)
_CUT_AT = frozenset(length for whole in (35, 70, 105, 140) for length in (whole - 1, whole))
_SHORTEST_CUT, _SHORTEST_MISTYPED = 5, 6
_LONGEST_MISTYPED = 40  # a word of a bank text may be of any length, and is tried without each of its letters
_WORDS_OF_THEIR_OWN = frozenset(("francs", "contribution", "contributions", "islands", "republic"))
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "ı": "i", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


class How(StrEnum):
    """How a name was found: as it is written, begun and cut off, or mistyped by a letter."""

    WHOLE = "whole"
    CUT = "cut"
    MISTYPED = "mistyped"


class Named(NamedTuple):
    """States that one name in a text may mean (ISO3), the words that say so, how, and at which word they begin."""

    states: frozenset[str]
    words: str
    how: How
    start: int


def tokens_of(text: str) -> Tokens:
    """Cut a text into folded words.

    >>> tokens_of("MINISTÈRE, Côte d’Ivoire")
    ('ministere', 'cote', 'd', 'ivoire')
    """
    return tuple(folded(text if text.isascii() else text.casefold().translate(_LETTERS)).split())


class StateNames:
    """The names of all States, ready to be looked for."""

    def __init__(self, states: Iterable[StateReading]) -> None:
        """Prepare the names that the ledger has, and the words of ``state_words``."""
        forms: dict[Tokens, set[str]] = defaultdict(set)
        for state in states:
            words = (*_names(state), *STATE_WORDS.get(state.iso3, ()))
            for form in {form for name in words for form in _forms(name)}:
                forms[form].add(state.iso3)
        for name, several in SHARED_WORDS.items():
            forms[tokens_of(name)] = set(several)
        self._forms: Mapping[Tokens, frozenset[str]] = {form: frozenset(found) for form, found in forms.items()}
        known = [*self._forms, *NO_STATES]
        lengths: dict[str, set[int]] = defaultdict(set)
        for form in known:
            lengths[form[0]].add(len(form))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}
        self._in_order = sorted(self._forms)
        self._by_first: dict[str, list[str]] = defaultdict(list)
        self._by_next: dict[str, list[str]] = defaultdict(list)
        for word in (form[0] for form in self._forms if len(form) == 1):
            self._by_first[word[0]].append(word)
            self._by_next[word[1:3]].append(word)

    def find(self, text: str) -> list[Named]:
        """Give the States that a text names, in the order of their places; the longest of overlapping names only.

        A name at the end of a text that was cut at a length of the bank's may go on, and then means several.
        """
        tokens = tokens_of(text)
        found = [each for each in self._whole(tokens) if each.states]
        if len(text.rstrip()) in _CUT_AT and tokens:
            found = self._with_cut_end(tokens, found)
        return found or list(self._mistyped(tokens))

    def _whole(self, tokens: Tokens) -> list[Named]:
        spans: list[tuple[int, int, frozenset[str]]] = []
        for start, first in enumerate(tokens):
            for length in self._lengths.get(first, ()):
                form = tokens[start : start + length]
                if len(form) < length:
                    continue
                if form in NO_STATES:
                    spans.append((start, len(form), frozenset()))
                elif form in self._forms:
                    spans.append((start, len(form), self._forms[form]))
        kept: list[tuple[int, int, frozenset[str]]] = []
        is_taken = bytearray(len(tokens))
        for start, length, states in sorted(spans, key=lambda span: -span[1]):
            if not any(is_taken[start : start + length]):
                is_taken[start : start + length] = b"\x01" * length
                kept.append((start, length, states))
        return [
            Named(states, " ".join(tokens[start : start + length]), How.WHOLE, start)
            for start, length, states in sorted(kept, key=lambda span: span[0])
        ]

    def _with_cut_end(self, tokens: Tokens, found: list[Named]) -> list[Named]:
        """Add the States whose names begin with the last words: the text may have been cut within one."""
        start, states = len(tokens), frozenset[str]()
        for length in range(1, min(6, len(tokens)) + 1):
            tail = tokens[-length:]
            is_enough = len("".join(tail)) >= _SHORTEST_CUT or (
                length == 1 and len(tail[0]) > 1 and len(tokens) > 1 and tokens[-2] in _BEFORE_NAMES
            )
            longer = {form for form in self._beginning_with(tail) if form != tail} if is_enough else set()
            if longer:
                start = len(tokens) - length
                states = states.union(*(self._forms[form] for form in longer))
        at_the_end = [each for each in found if each.start + len(each.words.split()) == len(tokens)]
        whole = frozenset[str]().union(*(each.states for each in at_the_end))
        if states <= whole:
            return found
        start = min([start, *(each.start for each in at_the_end)])
        earlier = [each for each in found if each not in at_the_end]
        return [*earlier, Named(states | whole, " ".join(tokens[start:]), How.CUT, start)]

    def _beginning_with(self, tail: Tokens) -> Iterator[Tokens]:
        place = bisect_left(self._in_order, tail)
        for form in self._in_order[place:]:
            if form[: len(tail) - 1] != tail[:-1] or not form[len(tail) - 1 : len(tail)]:
                return
            if not form[len(tail) - 1].startswith(tail[-1]):
                return
            yield form

    def _mistyped(self, tokens: Tokens) -> Iterator[Named]:
        for place, token in enumerate(tokens):
            is_word = _SHORTEST_MISTYPED <= len(token) <= _LONGEST_MISTYPED
            if not is_word or token in _WORDS_OF_THEIR_OWN or (token,) in self._forms:
                continue
            if near := self._near(token):
                states = frozenset[str]().union(*(self._forms[word,] for word in near))
                yield Named(states, token, How.MISTYPED, place)

    def _near(self, token: str) -> set[str]:
        """Give the names of one word that begin as a word does and are the same but for one letter."""
        begun_alike = (*self._by_first.get(token[0], ()), *self._by_next.get(token[1:3], ()))
        keys = _without_a_letter(token)
        return {
            word
            for word in begun_alike
            if abs(len(word) - len(token)) <= 1 and not keys.isdisjoint(_without_a_letter(word))
        }


@lru_cache(maxsize=4)
def names_of(states: tuple[StateReading, ...]) -> StateNames:
    """Give the names of these States, prepared once: a review asks for the same ones before each receipt."""
    return StateNames(states)


def _names(state: StateReading) -> list[str]:
    return [name for name in state.names() if name not in (state.iso2, state.iso3)]


def _forms(name: str) -> set[Tokens]:
    """Give the ways in which banks write a name: without its article, its apostrophe, its umlauts, its parentheses."""
    small = name.casefold()
    spelled = {small, small.split("(")[0]}
    if "'" in small or not small.isascii():
        spelled |= {small.replace("'", "").replace("’", ""), small.translate(_UMLAUTS)}
    found = set()
    for each in spelled:
        tokens = tokens_of(each)
        while tokens and tokens[0] in _ARTICLES:
            tokens = tokens[1:]
        if tokens and len("".join(tokens)) > 1:
            found.add(tokens)
    return found


@lru_cache(maxsize=4096)
def _without_a_letter(word: str) -> frozenset[str]:
    """Give a word and what it is without each of its letters: words that share one of these differ by one at most."""
    return frozenset((word, *(word[:place] + word[place + 1 :] for place in range(len(word)))))
