"""Which of several roundings of some numbers add up to a total: a search that is complete for few numbers."""

import heapq
import math
from collections.abc import Sequence
from typing import NamedTuple

from convstudio.engine.rounding import Rounded

MOST_TRIED = 6_000  # sums; of more, only some are tried
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

    None where there are none, or where none are found soon.
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
    free.sort(key=lambda term: math.gcd(*changes[term]))  # the finest first
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
    """Go through the sums of changes, term by term, that can still come to what is missing.

    Of more than can be kept, those that change least are.
    """
    stages: list[Stage] = [{0: (0, 0, 0)}]
    most = MOST_TRIED // max(1, len(changes))
    for options, rest in zip(changes, _rests(changes), strict=True):
        stage = _stage(stages[-1], options, missing, rest)
        if not stage:
            return None
        if len(stage) > most:
            stage = dict(heapq.nsmallest(most, stage.items(), key=lambda item: item[1][0]))
        stages.append(stage)
    places, now = [0] * len(changes), missing
    for term in range(len(changes) - 1, -1, -1):
        _, places[term], now = stages[term + 1][now]
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
