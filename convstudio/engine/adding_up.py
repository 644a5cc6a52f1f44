"""Which of several roundings of some numbers add up to a total: a search that is complete for few numbers."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from convstudio.engine.rounding import Rounded

MOST_TRIED = 20_000  # sums; a search among more is given up
FEW = 10  # terms of which other roundings are tried at first

Changes = Sequence[Sequence[int]]  # what each option of each term adds to the sum; option 0 adds nothing
Stage = dict[int, tuple[int, int, int]]  # sum so far: what it costs, the last option, the sum before


class Rest(NamedTuple):
    """The least and the most that some terms can add, and what all their changes are multiples of."""

    low: int
    high: int
    grain: int


def choose_terms(choices: Sequence[Sequence[Rounded]], total: Rounded) -> list[Rounded] | None:
    """One rounding for each term, so that they add up to the total; the first ones as far as possible.

    None where there are none, or where the search takes too long.
    """
    finest = max((option.decimals for options in choices for option in options), default=total.decimals)
    if finest < total.decimals:
        return None
    units = [[option.units * 10 ** (finest - option.decimals) for option in options] for options in choices]
    missing = total.units * 10 ** (finest - total.decimals) - sum(options[0] for options in units)
    places = _places([[option - options[0] for option in options] for options in units], missing)
    if places is None:
        return None
    return [options[place] for options, place in zip(choices, places, strict=True)]


def _places(changes: Changes, missing: int) -> list[int] | None:
    """Which option of each term makes up for what is missing."""
    places = [0] * len(changes)
    if not missing:
        return places
    for term, options in enumerate(changes):
        if missing in options:
            places[term] = options.index(missing)
            return places
    free = [term for term, options in enumerate(changes) if len(options) > 1]
    widest = max((len(options) for options in changes), default=1)
    for count in range(2, widest + 1):
        for some in (free[:FEW], free) if len(free) > FEW else (free,):
            found = _search([changes[term][:count] for term in some], missing)
            if found:
                for term, place in zip(some, found, strict=True):
                    places[term] = place
                return places
    return None


def _search(changes: Changes, missing: int) -> list[int] | None:
    """Try every sum of changes that can still come to what is missing, the finest terms first."""
    order = sorted(range(len(changes)), key=lambda term: math.gcd(*changes[term]))
    ordered = [changes[term] for term in order]
    stages: list[Stage] = [{0: (0, 0, 0)}]
    tried = 0
    for options, rest in zip(ordered, _rests(ordered), strict=True):
        stage = _stage(stages[-1], options, missing, rest)
        tried += len(stage)
        if not stage or tried > MOST_TRIED:
            return None
        stages.append(stage)
    places, now = [0] * len(order), missing
    for term, stage in zip(reversed(order), reversed(stages), strict=False):
        _, places[term], now = stage[now]
    return places


def _rests(changes: Changes) -> list[Rest]:
    """What the terms after each can do."""
    rests = [Rest(0, 0, 0)]
    for options in reversed(changes[1:]):
        low, high, grain = rests[-1]
        rests.append(Rest(low + min(options), high + max(options), math.gcd(grain, *options)))
    return rests[::-1]


def _stage(before: Stage, options: Sequence[int], missing: int, rest: Rest) -> Stage:
    """The sums with one term more, from which the rest can still come to what is missing."""
    low, high, grain = rest
    stage: Stage = {}
    for last, (cost, _, _) in before.items():
        for place, option in enumerate(options):
            now = last + option
            left = missing - now
            can_come = low <= left <= high and not (grain and left % grain)
            if can_come and (now not in stage or cost + place < stage[now][0]):
                stage[now] = (cost + place, place, last)
    return stage
