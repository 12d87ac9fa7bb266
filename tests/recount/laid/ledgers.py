"""The compliance ledger of each year, column by column, and the budgets (R1-R9, R11, R13, R17)."""

from typing import Any

from tests.recount.laid.asking import Answers, Ask, said, to_micros
from tests.recount.oracle.instants import micros
from tests.recount.oracle.ledger import ledger
from tests.recount.oracle.oracle import Oracle
from tests.recount.oracle.yearly import plans_of

YEARS = (2024, 2025, 2026)


def of_platform(ask: Ask, as_of: str) -> Answers:
    found: Answers = {}
    for year in YEARS:
        place = "ledger", str(year), as_of
        answer = ask("/api/reports/compliance", as_of, year=year)
        found[place] = {
            **{name: answer[name] for name in ("plans_to_urge", "plans_missing", "budget_vnd")},
            "breaches": sorted(_breach(one) for one in answer["breaches"]),
            "units": [one["unit_id"] for one in answer["items"]],
        }
        for item in answer["items"]:
            sent_at = said(item["plan_sent_at"])
            found[*place, item["unit_id"]] = {**item, "plan_sent_at": sent_at}
        spent = ask("/api/reports/budgets", as_of, year=year)
        found["budgets", str(year), as_of] = {"total_vnd": spent["total_vnd"]}
        for item in spent["items"]:
            found["budgets", str(year), as_of, item["unit_id"]] = {
                **{name: item[name] for name in ("conferences_planned", "budget_vnd")},
                "planned_at": said(item["planned_at"]),
            }
    return found


def of_oracle(oracle: Oracle, as_of: str) -> Answers:
    found: Answers = {}
    seen = oracle.at(as_of)
    for year in YEARS:
        place, answer = ("ledger", str(year), as_of), ledger(seen, year)
        lines = answer.pop("lines")
        broken = sorted((*one[:4], micros(one[4])) for one in answer.pop("breaches"))
        found[place] = {**answer, "breaches": broken, "units": list(lines)}
        for unit_id, line in lines.items():
            found[*place, unit_id] = {
                **line, "unit_id": unit_id, "plan_sent_at": to_micros(line["plan_sent_at"]),
            }  # fmt: skip
        last = {
            unit: plans[-1] for unit in seen.registry.units if (plans := plans_of(seen.plans, unit, year))
        }
        total = sum(plan.data.get("budget_vnd") or 0 for plan in last.values())
        found["budgets", str(year), as_of] = {"total_vnd": total}
        for unit_id, plan in last.items():
            found["budgets", str(year), as_of, unit_id] = {
                "conferences_planned": len(plan.data["conferences"]),
                "budget_vnd": plan.data.get("budget_vnd"),
                "planned_at": micros(plan.time),
            }
    return found


def _breach(one: dict[str, Any]) -> tuple[Any, ...]:
    return one["rule"], one["unit_id"], one["conference_id"], one["petition_id"] or "", said(one["at"])
