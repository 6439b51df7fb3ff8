"""Files in the middle of an organisation's life: brought, answered, merged, taken back; the facts say the same."""

import random

import pytest

from tests.journey.conftest import Office
from tests.journey.life import Life, furnished
from tests.journey.lists import Brought, bring
from tests.journey.test_file import differences

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


def some(chance: random.Random, life: Life) -> str:
    """A list with people who are known, people who are not, and some twice."""
    known = [email for told in life.office.rows("Lead", "persona") for email in told.get("emails", ())]
    lines = ["E-Mail,Name,City,Tags,Notes,Phone"]
    for _ in range(chance.randint(1, 12)):
        fresh = f"f{chance.randrange(40)}@list.example"
        email = chance.choice(known) if known and chance.random() < 0.4 else fresh
        phone = f"+49 30 {chance.randrange(30) + 1234500}" if chance.random() < 0.3 else ""
        city, tag, note = (chance.choice(["", "a", "b"]) for _ in range(3))
        lines.append(f"{email},{chance.choice(['', 'Ann', 'Ben'])},{city},{tag},{note},{phone}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_whatever_happens_to_files_the_projections_are_what_the_facts_say(office: Office, seed: int) -> None:
    chance = random.Random(seed)
    life = Life(furnished(office), chance)
    files: list[Brought] = []
    for _ in range(8):
        life.live(8)
        clock = chance.choice(["contacts", "inquiries"])
        files.append(bring(life.office, some(chance, life), now=life.now, clock=clock))
        assert differences(office) == []
        if chance.random() < 0.6:
            files.pop(chance.randrange(len(files))).undo(now=life.now)
            assert differences(office) == []
    for file in files:
        file.undo(now=life.now)
    assert differences(office) == []
    assert {one.row.state for one in files} <= {"undone"}
