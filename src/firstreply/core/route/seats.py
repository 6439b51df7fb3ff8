"""The seats of a pool at the start of a batch: who is there, who is new, who comes back to which place in the line."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from firstreply.core.route.assignment import Skip, Skipped
from firstreply.core.route.line import Turns
from firstreply.core.route.member import Member
from firstreply.core.route.pool import Absence, Mode, Place, Pool, PoolState, Seat
from firstreply.core.route.spot import FULL, TURN, Spot, Tally, Watcher
from firstreply.core.route.there import away

_DAY: Final = 86_400
#: Newcomers start at the pool's level, rounded up to this part of a turn: short numbers in the stored state.
_GRAIN: Final = TURN // 2520


def seated(pool: Pool, members: Mapping[str, Member], tallies: Mapping[str, Tally], now: int) -> list[Spot]:
    """The pool's seats as spots, each at its place in the line."""
    spots = [
        _spot(pool, n, seat, members.get(seat.member), tallies, now) for n, seat in enumerate(pool.seats)
    ]
    places = pool.state.places
    known = [spot for spot in spots if spot.name in places]
    for spot in known:
        turns = places[spot.name].turns
        spot.level = turns.numerator * TURN // turns.denominator
        spot.passed = places[spot.name].passed
    present = Turns(known)
    start = _start(present if present.weight else Turns(_all_in(known)))
    for spot in spots:
        if spot.name not in places:
            spot.level = start
        elif spot.passed and spot.blocked is None:
            _return(spot, pool, present)
    return spots


def on_call(pool: Pool, members: Mapping[str, Member], tallies: Mapping[str, Tally], now: int) -> list[Spot]:
    """Who is on call, in order; whether they work now is not asked."""
    seats = [Seat(member=name) for name in pool.on_call]
    spots = [_spot(pool, n, seat, members.get(seat.member), tallies, now) for n, seat in enumerate(seats)]
    for spot in spots:
        if spot.away is not None and spot.away.reason not in (Skip.INACTIVE, Skip.ON_LEAVE, Skip.UNKNOWN):
            spot.away = None
    return spots


def watch(spots: Iterable[Spot], full: list[Spot]) -> None:
    """From now on, spots that reach a limit are added to `full`."""
    for spot in spots:
        spot.tally.watchers.append(Watcher(spot, full))


def kept(spots: Sequence[Spot], given: int) -> PoolState:
    """What the pool has to remember."""
    places = {spot.name: Place(turns=Fraction(spot.level, TURN), passed=spot.passed) for spot in spots}
    return PoolState(places=places, given=given)


def _spot(
    pool: Pool, position: int, seat: Seat, member: Member | None, tallies: Mapping[str, Tally], now: int
) -> Spot:
    since = (
        seat.since if member is None or member.joined_at is None else max(seat.since or 0, member.joined_at)
    )
    quarters = _quarters(since, pool.newcomers.days, now)
    weight = 1 if pool.mode is Mode.ROUND_ROBIN else seat.weight
    spot = Spot(member, seat.member, position, weight, quarters)
    if member is None:
        spot.away = Skipped(seat.member, Skip.UNKNOWN)
        return spot
    spot.away = away(member, now, ask_hours=pool.ask_hours, ask_online=pool.ask_online)
    spot.tally = tallies[member.id]
    own = member.capacity
    spot.limit(
        type(own)(
            open=pool.capacity.open if own.open is None else own.open,
            per_day=pool.capacity.per_day if own.per_day is None else own.per_day,
        ),
        pool.newcomers.per_day if quarters < FULL else None,
    )
    spot.fill()
    return spot


def _quarters(since: int | None, days: int, now: int) -> int:
    """Which part of a full share a newcomer has, in quarters."""
    if since is None or days == 0:
        return FULL
    return min(FULL, 1 + max(0, now - since) * FULL // (days * _DAY))


def _all_in(spots: Sequence[Spot]) -> list[Spot]:
    """The same places as if nobody had been passed."""
    copies = []
    for spot in spots:
        copy = Spot(None, spot.name, spot.position, spot.weight, 1)
        copy.level = spot.level
        copies.append(copy)
    return copies


def _start(turns: Turns) -> int:
    """The level at which newcomers begin."""
    return -(-turns.sum // (turns.weight * _GRAIN)) * _GRAIN if turns.weight else 0


def _return(spot: Spot, pool: Pool, present: Turns) -> None:
    """Somebody is back whose turn had come: what they missed is kept or lost as the pool says.

    Measured against those who stayed; where nobody did, nothing was missed.
    """
    spot.passed = False
    missed = present.ahead(spot)
    if pool.absence is Absence.SKIP:
        behind = not present.weight or present.sum == (spot.level + missed * spot.stride) * present.weight
        spot.level += max(0, missed if behind else missed + 1) * spot.stride
    else:
        credit = 1 if pool.absence is Absence.KEEP_TURN else pool.most_credit
        spot.level += max(0, missed - credit) * spot.stride
