"""Who is ours when nobody said so."""

from firstreply.core.capture.guess_team import complete, guess
from firstreply.core.message import Envelope
from firstreply.core.team import Identity, Person, Team
from tests.mails import envelope


def wrote(sender: str, **more: object) -> Envelope:
    return envelope(f"{sender}{more}", sender=sender, **more)


def people(team: Team) -> dict[str, list[str]]:
    return {person.name: [one.address for one in person.identities] for person in team.people}


def test_whoever_wrote_what_lies_in_sent_is_ours_and_so_is_the_domain() -> None:
    mails = [
        wrote("Alice <alice@shop.test>"),
        wrote("Ada <ada@ours.test>"),
        wrote("Sales <sales@ours.test>"),
        wrote("Ada <ada@gmail.com>"),
    ]
    team = guess(mails, [0, 0, 0, 0], [1, 2, 3], frozenset())
    assert (team.how, people(team)) == ("sent_folder", {"Ada": ["ada@gmail.com", "ada@ours.test"]})
    assert (team.domains, team.addresses) == (frozenset({"ours.test"}), frozenset({"sales@ours.test"}))


def test_without_sent_those_who_answer_others_often_are_ours() -> None:
    mails, of = [], []
    for number in range(20):
        mails += [wrote(f"c{number}@shop.test"), wrote("Ada <ada@ours.test>")]
        of += [number, number]
    mails += [wrote("x@shop.test"), wrote("Eve <eve@far.test>")]
    team = guess(mails, [*of, 20, 20], [], frozenset())
    assert (team.how, people(team), team.domains) == (
        "answering_addresses",
        {"Ada": ["ada@ours.test"]},
        frozenset(),
    )


def test_a_list_address_is_no_person_however_often_it_writes() -> None:
    mails = [wrote("Ada <ada@ours.test>"), wrote("info@ours.test")]
    team = guess(mails, [0, 0], [0, 1], frozenset({"info@ours.test"}))
    assert (people(team), team.lists) == ({"Ada": ["ada@ours.test"]}, frozenset({"info@ours.test"}))


def test_an_archive_in_which_nobody_answers_has_no_team() -> None:
    assert guess([wrote("alice@shop.test")], [0], [], frozenset()).people == ()
    assert guess([], [], [], frozenset()).people == ()


def test_a_given_domain_is_completed_with_its_people() -> None:
    team = Team(domains=frozenset({"ours.test"}))
    mails = [
        wrote("Ada <ada@ours.test>"), wrote("Ada <ada@ours.test>", to="x"), wrote("Ada <ada@mail.ours.test>"),
        wrote("support@ours.test"), wrote("alice@shop.test"),
    ]  # fmt: skip
    found = complete(team, mails)
    assert people(found) == {"Ada": ["ada@mail.ours.test", "ada@ours.test"]}
    assert found.addresses == frozenset({"support@ours.test"})


def test_a_person_given_by_address_alone_gets_the_name_they_use() -> None:
    team = Team(people=(Person(name="ada@ours.test", identities=(Identity(address="ada@ours.test"),)),))
    assert people(complete(team, [wrote("Ada <ada@ours.test>")])) == {"Ada": ["ada@ours.test"]}
    assert people(complete(team, [])) == {"ada@ours.test": ["ada@ours.test"]}


def test_two_people_of_one_name_stay_two() -> None:
    team = Team(
        people=(Person(name="Ada", identities=(Identity(address="ada@far.test"),)),),
        domains=frozenset({"ours.test"}),
    )
    found = complete(team, [wrote("Ada <ada@ours.test>")])
    assert people(found) == {"Ada": ["ada@far.test"], "Ada <ada@ours.test>": ["ada@ours.test"]}
