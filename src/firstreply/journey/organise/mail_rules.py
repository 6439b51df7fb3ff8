"""Mail rules: by which portals' notifications are read. The organisation's, for the same mail may reach any mailbox."""

from collections.abc import Mapping, Sequence
from typing import Any

from firstreply.core.capture.parse_rules import Rule, rules_of
from firstreply.journey.effects import one_at_a_time
from firstreply.journey.organise.decided import By, changed, held
from firstreply.store.models import Organisation
from firstreply.store.tenancy import organisation

SETTING = "mail_rules"


def set_mail_rules(given: Sequence[Mapping[str, Any]], by: By) -> tuple[Rule, ...]:
    """The rules from now on, the first that fits counts. What was read before stays; a replay reads it anew.

    Refuses `mail_rule_wrong` naming the rule and the field.
    """
    rules = rules_of([*given])
    one_at_a_time()  # whoever reads mails now does it by one state of these
    row = held(Organisation, organisation())
    changed(row, {"settings": {**row.settings, SETTING: [one.to_dict() for one in rules]}}, by)
    return rules
