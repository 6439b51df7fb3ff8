"""A person's word about a message before the rule's, as far as it agrees with who wrote it."""

from datetime import timedelta

import pytest

from firstreply.core.message import MessageClass
from firstreply.core.refusal import Refused
from tests.journey.clockwork import asks
from tests.journey.conftest import NOW, Office

pytestmark = pytest.mark.postgres

THEIRS = {"INBOUND_HUMAN", "INBOUND_FORM", "INBOUND_AUTO", "SPAM"}
OURS = {"OUTBOUND_HUMAN", "OUTBOUND_AUTO"}


def answered(office: Office, kind: MessageClass) -> str:
    """What the only message's overruling to this class is answered with: nothing, or the code of a refusal."""
    from firstreply.journey import acted

    (message,) = office.rows("Message", "id")
    try:
        acted.overrule_class(
            office.organisation, message, kind, by=office.owner, now=NOW + timedelta(minutes=1)
        )
    except Refused as refused:
        return refused.code
    return ""


@pytest.mark.parametrize(
    ("party", "rule", "fitting"),
    [
        ("p1@customer1.example", "INBOUND_FORM", THEIRS),
        ("", "OUTBOUND_HUMAN", OURS),
        ("", "INTERNAL", OURS),
        ("", "INBOUND_AUTO", {"INBOUND_AUTO"}),  # a report of no address
    ],
)
def test_class_never_says_that_somebody_else_wrote_it(
    office: Office, party: str, rule: str, fitting: set[str]
) -> None:
    asks(office)
    office.change("Message", {}, party=party, kind=rule)
    answers = {kind.value: answered(office, kind) for kind in MessageClass}
    taken = fitting | {"INTERNAL"}
    assert answers == {kind.value: "" if kind.value in taken else "class_unfit" for kind in MessageClass}
