"""Which figures does a unit report of its conference (R17, R24)? As it would count that day: most count
right, some miscount, some send none."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from random import Random

from deploy.sample.ledger import Data, Event, Ledger
from shared.dialogue.acts import Act
from shared.dialogue.figures import PetitionFigures, one_petition, total
from shared.dialogue.groups import GROUPS
from shared.dialogue.petition import RECEPTION, petition_spans, span_at
from shared.events.catalogue import CORRECTION

REPORT = "ResultReportFiled"
_COLUMNS = ("received", "resolved", "transferred", "awaiting_direction")
_HABITS = ("right", "right", "right", "right", "right", "miscounts", "sends none")

ByGroup = dict[str, PetitionFigures]


def report_figures(ledger: Ledger) -> None:
    """Adds to each result report the figures that its unit counted."""
    petitions = _petitions(ledger.events)
    for event in ledger.events:
        if event.name != REPORT:
            continue
        rng = Random(f"report {event.data['conference_id']}")
        habit = rng.choice(_HABITS)
        if habit == "sends none":
            continue
        counted = _counted(petitions[event.data["conference_id"]], event)
        figures = _figures(counted, by_group=ledger.unit(event.unit_id).section == "II")
        event.data["figures"] = _miscounted(figures, rng) if habit == "miscounts" else figures


def _petitions(events: Iterable[Event]) -> Mapping[str, list[list[Act]]]:
    """The acts of each petition, by its conference; corrections come after the report."""
    acts: defaultdict[str, list[Act]] = defaultdict(list)
    for event in events:
        if event.owner == "petitions" and event.name != CORRECTION:
            act = Act(event.name, event.time, event.unit_id, event.id, event.data, event.time)
            acts[event.data["petition_id"]].append(act)
    found: defaultdict[str, list[list[Act]]] = defaultdict(list)
    for each in acts.values():
        for act in each:
            if act.name == RECEPTION:
                found[act.data["conference_id"]].append(each)
    return found


def _counted(petitions: Iterable[list[Act]], report: Event) -> ByGroup:
    found: defaultdict[str, PetitionFigures] = defaultdict(PetitionFigures)
    for acts in petitions:
        span = span_at(petition_spans(acts), report.time)
        if span is not None:
            found[span.group] += one_petition(span.state, overdue=False)
    return found


def _figures(counted: ByGroup, *, by_group: bool) -> Data:
    figures = _row(total(counted.values()))
    if by_group:
        figures["groups"] = [{"group": group, **_row(counted[group])} for group in GROUPS if group in counted]
    return figures


def _row(figures: PetitionFigures) -> Data:
    return {name: getattr(figures, name) for name in _COLUMNS}


def _miscounted(figures: Data, rng: Random) -> Data:
    """One petition too many taken for resolved, in the total or in one group's row alone."""
    rows: list[Data] = [figures, *figures.get("groups", ())]
    row = rng.choice(rows)
    wrong = Counter({"received": 1, "resolved": 1} if rng.randrange(2) else {"resolved": 1})
    row.update({name: row[name] + count for name, count in wrong.items()})
    return figures
