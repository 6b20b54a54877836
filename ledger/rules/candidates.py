"""The States that a receipt may come from, from the strongest evidence to the weakest: signs, earlier payers, names.

Apart because ranking is a judgement of its own: what stands behind "on behalf of" weighs more than the payer's name,
and an amount that fits exactly more than either.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from db.names import folded
from ledger.rules.identification import Signs
from ledger.rules.payer_words import OFFICES, ON_BEHALF, PERSONS_NAMES, PERSONS_TITLES, Tokens
from ledger.rules.state_names import How, Named, StateNames, tokens_of
from ledger.rules.verdicts import Incoming

SIGN, _NEAR, _BEFORE, _NAMED, _LIKE = 5, 4, 3, 2, 1
_FITS, _BEHIND, _TWICE = 2, 3, 1
_LONGEST_BEHALF = 5
_FEW = 4


class Candidate(NamedTuple):
    """A State that a receipt may come from: how strong the evidence is (tier, then points), and its sentences."""

    state: str
    tier: int
    points: int
    evidence: tuple[str, ...]

    def rank(self, *, is_exact: bool) -> tuple[int, int]:
        """Give the place in the order of likelihood, lowest first."""
        return -self.tier, -(self.points + (_FITS if is_exact else 0))


class People(NamedTuple):
    """Who has paid for which States before, as it stands: by account, and by the payer's folded name."""

    by_account: dict[str, frozenset[str]]
    by_name: dict[str, frozenset[str]]

    def accounts_of(self, accounts: str) -> dict[str, frozenset[str]]:
        """Give the States for which each of several accounts has paid."""
        return {each: self.by_account[each] for each in accounts.split() if each in self.by_account}

    def remember(self, accounts: str, name: str, state: str) -> None:
        """Note that a payer has paid for a State, for the receipts that follow."""
        for account in accounts.split():
            self.by_account[account] = self.by_account.get(account, frozenset()) | {state}
        if name:
            self.by_name[name] = self.by_name.get(name, frozenset()) | {state}


def likeliest(candidates: Sequence[Candidate], exact: Mapping[str, bool]) -> set[str]:
    """Give the States that are the likeliest of one candidate or more; several where nothing tells them apart."""
    ranks = {each.state: each.rank(is_exact=exact.get(each.state, False)) for each in candidates}
    best = min(ranks.values())
    return {state for state, rank in ranks.items() if rank == best} | _told_as_one(candidates, exact, best)


def _told_as_one(candidates: Sequence[Candidate], exact: Mapping[str, bool], best: tuple[int, int]) -> set[str]:
    """Give the States that one name means together with the best: an amount that fits does not tell them apart."""
    first = [each for each in candidates if each.rank(is_exact=exact.get(each.state, False)) == best]
    return {
        each.state
        for each in candidates
        for one in first
        if each.tier == one.tier and each.points == one.points and set(each.evidence) & set(one.evidence)
    }


class Candidates:
    """What one receipt says of States: found once, asked for by the rules."""

    def __init__(self, incoming: Incoming, signs: Signs, names: StateNames, people: People) -> None:
        """Look through the names of the payer, of those behind it, and the text."""
        self._incoming, self._signs, self._people = incoming, signs, people
        self.is_of_a_person = any(looks_like_a_person(payer) for payer in incoming.payers)
        self._by_place: list[tuple[str, Named, bool]] = []
        for payer in incoming.payers:
            if not looks_like_a_person(payer):
                self._look("the payer", payer, names)
        for behind in incoming.behind:
            self._by_place += [("who stands behind the payer", each, True) for each in names.find(behind)]
        self._look("the text", incoming.payment.text, names)

    @property
    def named(self) -> list[Named]:
        """Give every State that is named, with how."""
        return [each for _, each, _ in self._by_place]

    def points_elsewise_to(self, state: str) -> bool:
        """Tell whether a name, or who paid before, points to a State too."""
        named = any(state in each.states and each.how is How.WHOLE for each in self.named)
        return named or any(before == state for before, _ in self._before())

    def _look(self, place: str, text: str, names: StateNames) -> None:
        tokens = tokens_of(text)
        self._by_place += [(place, each, _is_behind(tokens, each.start)) for each in names.find(text)]

    def found(self) -> list[Candidate]:
        """Give each State that anything points to, with the strongest kind of evidence and all its sentences."""
        found: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
        for state, said in self._signs.certain.items():
            found[state] += [(SIGN, 0, sentence) for sentence in said]
        for state, said in self._signs.mistyped.items():
            found[state] += [(_NEAR, 0, sentence) for sentence in said]
        for state, sentence in self._before():
            if state not in self._signs.certain:
                found[state].append((_BEFORE, 0, sentence))
        for place, each, is_behind in self._by_place:
            tier = _NAMED if each.how is How.WHOLE else _LIKE
            for state in each.states:
                found[state].append((tier, _BEHIND if is_behind else 0, _sentence(place, each)))
        return [_candidate(state, said) for state, said in sorted(found.items())]

    def _before(self) -> Iterable[tuple[str, str]]:
        """Give the States for which the payer paid before; one that paid for many says nothing."""
        for account, states in self._people.accounts_of(self._incoming.payment.payer_account).items():
            if len(states) <= _FEW:
                yield from ((state, f"account {account} has paid for it before") for state in states)
        for payer in self._incoming.payers:
            states = self._people.by_name.get(folded(payer), frozenset())
            if len(states) <= _FEW:
                yield from ((state, f"payments of {payer} were its before") for state in states)


def _candidate(state: str, said: Sequence[tuple[int, int, str]]) -> Candidate:
    tier = max(tier for tier, _, _ in said)
    points = max(points for _, points, _ in said)
    kinds = len({kind for kind, _, _ in said})
    sentences = dict.fromkeys(sentence for _, _, sentence in sorted(said, key=lambda each: -each[0]))
    return Candidate(state, tier, points + _TWICE * (kinds > 1), tuple(sentences))


def _sentence(place: str, named: Named) -> str:
    how = {
        How.WHOLE: f'{place} names "{named.words}"',
        How.CUT: f'{place} ends with "{named.words}", perhaps cut off',
        How.MISTYPED: f'{place} has "{named.words}", perhaps mistyped',
    }
    return how[named.how]


def _is_behind(tokens: Tokens, start: int) -> bool:
    """Tell whether "on behalf of" or the like stands before a name, with few words between."""
    for length in range(1, _LONGEST_BEHALF + 1):
        for first in range(max(0, start - length - 3), start - length + 1):
            if tokens[first : first + length] in ON_BEHALF:
                return True
    return False


def looks_like_a_person(payer: str) -> bool:
    """Tell a person's name, where a State's name may be a first or family name.

    >>> looks_like_a_person("MR MICHAEL JORDAN"), looks_like_a_person("CHAD ISRAEL"), looks_like_a_person("JORDAN")
    (True, True, False)
    """
    tokens = tokens_of(payer)
    if not tokens or OFFICES & set(tokens):
        return False
    if tokens[0] in PERSONS_TITLES and len(tokens) > 1 and tokens[1] != "congo":
        return True
    return len(tokens) in (2, 3) and bool(PERSONS_NAMES & set(tokens)) and any(map(_is_a_word, pairwise(tokens)))


def _is_a_word(pair: tuple[str, str]) -> bool:
    return all(len(token) > 1 for token in pair)
