"""Which day is the n-th working day after or before another (R7, R11)? A calendar version, immutable.

Working: Monday–Friday and not off, or a weekend day worked in exchange. Years the calendar does not have are
Monday–Friday, and provisional.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import accumulate, count

from shared.working_days.change import CalendarChange
from shared.working_days.explanation import WEEKDAYS, Explanation, Step, within_sentence
from shared.working_days.year import SATURDAY, SpecialDay, Status, Year


class WorkingDays:
    """One version of the calendar.

    `add` and `before` bisect over a few weeks (5 µs) the first time, and remember each (day, n): a million
    petitions of a hundred conference days cost a dictionary look-up each (0.2 µs), not a walk over days.
    """

    def __init__(
        self,
        version: int,
        years: Iterable[Year],
        announced_on: date | None = None,
        supersedes: "tuple[datetime, WorkingDays] | None" = None,
    ) -> None:
        """`supersedes`: the version before, and when this one was recorded in its place."""
        self._version = version
        self._announced_on = announced_on
        self._supersedes = supersedes
        self._years = {year.year: year for year in sorted(years, key=lambda each: each.year)}
        self._off = {special.date: special for year in self._years.values() for special in year.off}
        self._worked = {
            special.date: special for year in self._years.values() for special in year.working_weekend_days
        }
        self._unannounced = sorted(
            special.date
            for special in (*self._off.values(), *self._worked.values())
            if special.status is not Status.ANNOUNCED
        )
        # How far the count of working days is from that of Mondays–Fridays, after each exception.
        exceptions = [(day.toordinal(), -1) for day in self._off if day.weekday() < SATURDAY]
        exceptions += [(day.toordinal(), 1) for day in self._worked]
        exceptions.sort()
        self._exceptions = [ordinal for ordinal, _ in exceptions]
        self._offsets = list(accumulate((step for _, step in exceptions), initial=0))
        self._lowest, self._highest = min(self._offsets), max(self._offsets)
        self._found: dict[tuple[date, int], date] = {}

    @property
    def version(self) -> int:
        return self._version

    @property
    def announced_on(self) -> date | None:
        """When this version was announced; None of a shipped one."""
        return self._announced_on

    @property
    def amends(self) -> bool:
        """Was another version in force before this one?"""
        return self._supersedes is not None

    def known_at(self, moment: datetime) -> "WorkingDays":
        """The newest recorded at or before `moment`, of this version and those before it (R29)."""
        known = self
        while known._supersedes is not None and known._supersedes[0] > moment:
            known = known._supersedes[1]
        return known

    @property
    def years(self) -> tuple[Year, ...]:
        """What the calendar says, year by year."""
        return tuple(self._years.values())

    @property
    def last_confirmed_year(self) -> int | None:
        """The last announced year of the unbroken run from the first; past it all is provisional."""
        last = None
        for year in self._years.values():
            if not year.announced or (last is not None and year.year != last + 1):
                break
            last = year.year
        return last

    def covers(self, day: date) -> bool:
        """Has the calendar this day's year, announced or not?"""
        return day.year in self._years

    def is_working(self, day: date) -> bool:
        return day in self._worked or (day.weekday() < SATURDAY and day not in self._off)

    def add(self, day: date, n: int) -> date:
        """The n-th working day after `day`, which itself is not counted (R11). n is 1 or more."""
        return self._remembered(day, _at_least_one(n))

    def before(self, day: date, n: int) -> date:
        """The n-th working day before `day`, which itself is not counted (R7). n is 1 or more."""
        return self._remembered(day, -_at_least_one(n))

    def count(self, after: date, until: date) -> int:
        """The working days after `after`, up to and with `until`; 0 if `until` is not later."""
        return max(0, self._rank(until.toordinal()) - self._rank(after.toordinal()))

    def provisional(self, until: date, after: date | None = None) -> bool:
        """Does anything up to and with `until` hang on a day or year that is not announced?

        Anything: since the calendar begins, or of the days after `after`.
        """
        if after is not None and until <= after:
            return False
        if not self._years:
            return True
        since = date(min(self._years), 1, 1) if after is None else after + timedelta(days=1)
        years = range(min(since.year, until.year), until.year + 1)
        if any(year not in self._years or not self._years[year].announced for year in years):
            return True
        return bisect_left(self._unannounced, since) < bisect_right(self._unannounced, until)

    def explain(self, counted_from: date, n: int) -> Explanation:
        """Each day passed from `counted_from` to the n-th working day after it, or before if negative."""
        due_on = self.add(counted_from, n) if n > 0 else self.before(counted_from, -n)
        ordinals = count(1)
        steps = tuple(
            self._step(day, next(ordinals) if self.is_working(day) else None)
            for day in _walk(counted_from, due_on)
        )
        return Explanation(counted_from, due_on, self.version, steps)

    def amended(self, change: CalendarChange, recorded_at: datetime | None = None) -> "WorkingDays":
        """The next version: that year as announced, in place of all that was known of it.

        With `recorded_at` it remembers what it supersedes: what was known before then is still known.
        """
        if change.version <= self.version:
            raise ValueError(f"version {change.version} is not newer than version {self.version}")
        years = (self._years | {change.year: change.as_year()}).values()
        before = None if recorded_at is None else (recorded_at, self)
        return WorkingDays(change.version, years, change.announced_on, before)

    def special(self, day: date) -> SpecialDay | None:
        """What the calendar says of this very day; None of an ordinary one."""
        return self._off.get(day) or self._worked.get(day)

    def _remembered(self, day: date, n: int) -> date:
        found = self._found.get((day, n))
        if found is None:
            ordinal = day.toordinal()
            rank = self._rank(ordinal) + n if n > 0 else self._rank(ordinal - 1) + n + 1
            found = self._found[day, n] = date.fromordinal(self._of_rank(rank))
        return found

    def _rank(self, ordinal: int) -> int:
        """How many working days there are up to and with this day."""
        return _weekdays_until(ordinal) + self._offsets[bisect_right(self._exceptions, ordinal)]

    def _of_rank(self, rank: int) -> int:
        """The first day with `rank` working days up to it, which therefore is one."""
        first = _nth_weekday(rank - self._highest)
        last = _nth_weekday(rank - self._lowest)
        return first + bisect_left(range(first, last), rank, key=self._rank)

    def _step(self, day: date, ordinal: int | None) -> Step:
        special = self.special(day)
        reason = special.name if special else WEEKDAYS[day.weekday()]
        if day in self._worked:
            reason = within_sentence(reason)
        year = self._years.get(day.year)
        announced = special is None or special.status is Status.ANNOUNCED
        return Step(
            day=day,
            counted=ordinal is not None,
            ordinal=ordinal,
            reason=reason,
            special=special is not None,
            confirmed=year is not None and year.announced and announced,
        )


def _at_least_one(n: int) -> int:
    if n < 1:
        raise ValueError(f"working days are counted from the first, not from {n}")
    return n


def _weekdays_until(ordinal: int) -> int:
    """Mondays–Fridays up to and with this day; day 1 of the calendar is a Monday."""
    weeks, days = divmod(ordinal, 7)
    return 5 * weeks + min(days, 5)


def _nth_weekday(n: int) -> int:
    weeks, days = divmod(n - 1, 5)
    return 7 * weeks + days + 1


def _walk(counted_from: date, due_on: date) -> Iterator[date]:
    """The days from `counted_from`, not with it, to `due_on`, in either direction."""
    one = timedelta(days=1 if due_on > counted_from else -1)
    day = counted_from
    while day != due_on:
        day += one
        yield day
