"""Forms: routing, points and qualification as nested fields, and as their values are written."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from firstreply.core.lead.number import read_number
from firstreply.core.qualify import from_dict, read_definition
from firstreply.core.refusal import Refused
from firstreply.core.route import Action, Ruleset
from firstreply.core.score import read_scoring
from firstreply.insights.reasons import mark
from firstreply.insights.sentences import Sentences
from firstreply.store.ids import new_id
from firstreply.web.desk.rule import condition
from firstreply.web.desk.rule.tree import Tree, several, text

Value = dict[str, Any]


class Form(NamedTuple):
    """How a kind of definition is edited: its fields from a value, the value of its fields, what may be added."""

    tree: Callable[[Mapping[str, Any] | None, Sentences], Tree]
    value: Callable[[Tree, Sentences], Value]
    made: Mapping[str, Callable[[], Any]]


def _routing_tree(value: Mapping[str, Any] | None, speak: Sentences) -> Tree:
    if value is None:
        return {"rules": [], "fallback": []}
    ruleset = Ruleset.from_dict(value, "", lambda raw, at: from_dict(raw))
    rules = [
        {
            "id": one.id, "version": str(one.version), "to": _to(one.action, one.target),
            "otherwise": one.otherwise or "",
            "condition": condition.tree_of(one.condition, speak),  # type: ignore[arg-type]  # read just now
            **({"ask_hours": "on"} if one.ask_hours else {}),
        }
        for one in sorted(ruleset.rules, key=lambda one: one.order)
    ]  # fmt: skip
    return {"rules": rules, "fallback": [{"pool": one} for one in ruleset.fallback]}


def _to(action: Action, target: str | None) -> str:
    return action.value if target is None else f"{action.value}:{target}"


def _routing_value(tree: Tree, speak: Sentences) -> Value:
    rules = [_rule(one, n, speak) for n, one in enumerate(several(tree, "rules"))]
    fallback = [text(one, "pool") for one in several(tree, "fallback")]
    return {"rules": rules, "fallback": list(dict.fromkeys(filter(None, fallback)))}


def _rule(tree: Any, n: int, speak: Sentences) -> Value:
    action, _, target = text(tree, "to").partition(":")
    rule = condition.rule_of(tree.get("condition", {}), speak, speak.say(mark("Rule {n}"), n=n + 1))
    found: Value = {
        "id": text(tree, "id") or str(new_id()), "version": _whole(text(tree, "version"), "version", 1), "order": n,
        "condition": None if rule["rule"] == {"all": []} else rule, "action": action, "target": target or None,
        "otherwise": text(tree, "otherwise") or None, "ask_hours": bool(text(tree, "ask_hours")),
    }  # fmt: skip
    return found


def _score_tree(value: Mapping[str, Any] | None, speak: Sentences) -> Tree:
    if value is None:
        return {"fit": [], "engagement": [], "fit_cap": "", "engagement_cap": ""}
    scoring = read_scoring(value)
    digits = speak.words.digits
    return {
        "fit": [
            {"reason": one.reason, "points": digits(str(one.points)), "condition": condition.tree_of(one.rule, speak)}
            for one in scoring.fit
        ],
        "engagement": [
            {
                "kind": one.kind, "points": digits(str(one.points)), "cap": _optional(one.cap, speak),
                "half_life_days": _optional(one.half_life_days, speak),
            }
            for one in scoring.engagement
        ],
        "fit_cap": _optional(scoring.fit_cap, speak),
        "engagement_cap": _optional(scoring.engagement_cap, speak),
    }  # fmt: skip


def _optional(value: float | None, speak: Sentences) -> str:
    return "" if value is None else speak.words.digits(f"{value:.10g}")


def _score_value(tree: Tree, speak: Sentences) -> Value:
    fit = [
        {
            "reason": text(one, "reason"), "points": _whole(text(one, "points"), f"fit[{n}].points"),
            "rule": condition.rule_of(one.get("condition", {}), speak, speak.say(mark("Rule {n}"), n=n + 1)),
        }
        for n, one in enumerate(several(tree, "fit"))
    ]  # fmt: skip
    engagement = [
        {
            "kind": text(one, "kind"), "points": _whole(text(one, "points"), f"engagement[{n}].points"),
            "half_life_days": _days(text(one, "half_life_days")),
            "cap": _cap(text(one, "cap"), f"engagement[{n}].cap"),
        }
        for n, one in enumerate(several(tree, "engagement"))
    ]  # fmt: skip
    return {
        "fit": fit, "engagement": engagement, "fit_cap": _cap(text(tree, "fit_cap"), "fit_cap"),
        "engagement_cap": _cap(text(tree, "engagement_cap"), "engagement_cap"),
    }  # fmt: skip


def _qualification_tree(value: Mapping[str, Any] | None, speak: Sentences) -> Tree:
    if value is None:
        return {"condition": condition.empty(), "questions": []}
    one = read_definition(value)
    return {
        "condition": condition.tree_of(one.rule, speak),
        "questions": [{"field": name} for name in one.questions],
    }


def _qualification_value(tree: Tree, speak: Sentences) -> Value:
    questions = [text(one, "field") for one in several(tree, "questions")]
    rule = condition.rule_of(tree.get("condition", {}), speak)
    return {"qualified": rule, "questions": list(dict.fromkeys(filter(None, questions)))}


def _whole(given: str, path: str, otherwise: int | None = None) -> int:
    """Refuses `scoring_malformed` for what is no whole number."""
    if not given and otherwise is not None:
        return otherwise
    found = read_number(given.replace("−", "-"))
    if found is None or found != int(found):
        raise Refused("scoring_malformed", path=path, want="a whole number from -1000 to 1000")
    return int(found)


def _cap(given: str, path: str) -> int | None:
    return _whole(given, path) if given else None


def _days(given: str) -> float | None:
    if not given:
        return None
    found = read_number(given)
    if found is None:
        raise Refused("scoring_malformed", path="half_life_days", want="a number of days")
    return float(found)


def routing_rule() -> Tree:
    """A routing rule to begin with."""
    return {
        "id": str(new_id()),
        "to": Action.PREVIOUS_OWNER.value,
        "otherwise": "",
        "condition": condition.empty(),
    }


FORMS: Final[Mapping[str, Form]] = {
    "routing": Form(
        _routing_tree, _routing_value, {**condition.MADE, "rule": routing_rule, "pool": lambda: {"pool": ""}}
    ),
    "score": Form(
        _score_tree, _score_value,
        {
            **condition.MADE,
            "fit": lambda: {"reason": "", "points": "10", "condition": condition.empty()},
            "event": lambda: {"kind": "inquired", "points": "5", "half_life_days": "7", "cap": ""},
        },
    ),
    "qualification": Form(
        _qualification_tree, _qualification_value, {**condition.MADE, "question": lambda: {"field": "budget"}}
    ),
}  # fmt: skip
