"""What the documentation says is true: examples run, commands parse, links lead somewhere, lists are complete."""

import json
import re
import shlex
import sys
import tomllib
import types
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from firstreply.cli import exits, options
from firstreply.cli.program import app
from firstreply.core.calendar import Calendar
from firstreply.core.message import MessageClass
from firstreply.core.team import from_dict
from firstreply.insights.document import SCHEMA
from firstreply.insights.metrics.registry import ALL, LIVE
from firstreply.insights.rows import CSV_COLUMNS
from firstreply.site.main import COMMANDS
from tests.docs.pages import PAGES, ROOT, blocks, names, rows, section, text

ANALYZE = text("docs/analyze.md")


def team_file() -> str:
    (block,) = blocks(ANALYZE, "json")
    return block


def commands() -> Iterator[str]:
    for page in PAGES:
        for block in blocks(page.read_text("utf-8"), "sh"):
            yield from (line.split("  #")[0].strip() for line in block.splitlines() if line.strip())


def parsed_by(name: str) -> set[str]:
    """The long options of a subcommand."""
    parameters = get_command(app).commands[name].params  # type: ignore[attr-defined]
    return {option for one in parameters for option in one.opts if option.startswith("--")} - {"--help"}


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))


def test_python_examples_run(monkeypatch: pytest.MonkeyPatch) -> None:
    example = types.ModuleType("example")
    monkeypatch.setitem(sys.modules, "example", example)
    source = "\n".join(blocks(text("docs/python.md"), "python"))
    exec(compile(source, "docs/python.md", "exec"), example.__dict__)
    assert example.wait == example.live.all()[0]


def test_documented_names_of_the_calendar_exist() -> None:
    documented = [
        name for row in rows(section(text("docs/python.md"), "Calendars")) for name in names(row[0])
    ]
    plain = [re.sub(r"\(.*|^Calendar\.|^\.", "", name.replace("Calendar.", ".")) for name in documented]
    assert [name for name in plain if not callable(getattr(Calendar, name, None))] == []
    assert "between_many" in plain


def test_documented_names_of_a_message_exist() -> None:
    from firstreply.core.mail import Message

    described = section(text("docs/python.md"), "Mail").partition("`Message` has")[2].partition("\n\n")[0]
    known = {name for name in dir(Message) if not name.startswith("_")} | set(Message.__dataclass_fields__)
    assert sorted(set(names(described)) - known) == []


@pytest.mark.parametrize("line", [line for line in commands() if "firstreply " in line])
def test_command_lines_parse(line: str) -> None:
    words = shlex.split(line.partition("firstreply ")[2].replace("SOURCE... [options]", "mail.mbox"))
    if words[0] in {one.name for one in COMMANDS}:  # on a database: loaded when they are asked for
        return
    command = get_command(app).commands[words[0]]  # type: ignore[attr-defined]
    given = command.make_context(words[0], words[1:]).params
    assert set(given) == {one.name for one in command.params if one.name != "help"}


@pytest.mark.parametrize("line", [line for line in commands() if line.startswith("make ")])
def test_make_targets_exist(line: str) -> None:
    assert line.split()[1] in targets()


def test_targets_named_in_running_text_exist() -> None:
    named = {
        name.split()[1]
        for page in PAGES
        for name in names(page.read_text("utf-8"))
        if name.startswith("make ")
    }
    assert named - targets() == set()


def test_every_option_is_documented_and_exists() -> None:
    documented = set(
        re.findall(r"--[a-z][a-z-]+", " ".join(row[0] for row in rows(section(ANALYZE, "Options"))))
    )
    assert documented == parsed_by("analyze")


def test_every_environment_variable_is_documented() -> None:
    used = set()
    for path in (ROOT / "src").rglob("*.py"):
        used |= set(re.findall(r"FIRSTREPLY_[A-Z_]+[A-Z]", path.read_text("utf-8")))
    described = "".join(page.read_text("utf-8") for page in PAGES)
    assert {name for name in used if name not in described} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)", page.read_text("utf-8"))
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_named_exist(page: Path) -> None:
    named = [
        name for name in names(page.read_text("utf-8")) if re.match(r"(?:src|tests|docs|scripts)/\S*$", name)
    ]
    assert [name for name in named if not list(ROOT.glob(re.sub(r"<\w+>", "*", name)))] == []


def test_every_module_named_on_the_map_exists() -> None:
    for row in rows(section(text("docs/journey.md"), "A message on its way, from octets to a number")):
        (step,) = names(row[2])
        beside = [name for name in names(row[3]) if name.endswith(".py")]
        places = [(ROOT / step).parent, ROOT / "src" / "firstreply"]
        assert [name for name in beside if not any((place / name).exists() for place in places)] == []


def test_definitions_list_every_metric() -> None:
    for page, title, metrics in (
        ("docs/clock.md", "Every number by its name", ALL),
        ("docs/insights.md", "Numbers of live data alone", LIVE),
    ):
        documented = [(names(name)[0], *told) for name, *told in rows(section(text(page), title))]
        assert documented == [
            (one.name, one.title, one.sentence, one.unit, one.better) for one in metrics.values()
        ]


def test_classes_are_all_explained() -> None:
    explained = [names(row[0])[0] for row in rows(section(text("docs/clock.md"), "Messages"))]
    assert explained == [kind.value for kind in MessageClass]


def test_keys_of_the_document_are_all_explained() -> None:
    explained = [name for row in rows(section(ANALYZE, "JSON")) for name in names(row[0])]
    assert sorted(explained) == sorted(json.loads(SCHEMA.read_text("utf-8"))["properties"])


def test_columns_of_waits_are_all_explained() -> None:
    explained = [name for row in rows(section(ANALYZE, "`--waits`")) for name in names(row[0])]
    assert explained == list(CSV_COLUMNS)


def test_exit_codes_are_all_explained() -> None:
    explained = {int(row[0]) for row in rows(section(ANALYZE, "Exit codes"))}
    assert explained == {0, *(value for value in vars(exits).values() if isinstance(value, int))}


def test_team_file_example_is_accepted() -> None:
    team = from_dict(json.loads(team_file()))
    assert [person.name for person in team.people] == ["Sara Mansour", "Lena Vogt"]
    assert team.person("s.mansour@old-acme.example", 1767225599) == "Sara Mansour"  # the last second of 2025
    assert team.person("s.mansour@old-acme.example", 1767225600) is None


def test_calendars_of_the_example_are_accepted(tmp_path: Path) -> None:
    (tmp_path / "team.json").write_text(team_file(), "utf-8")
    given = options.given([str(tmp_path / "team.json")], [], None)
    assert given.sla_s == 3600
    assert {name: calendar.zone.key for name, calendar in given.calendar_of.items()} == {
        "Sara Mansour": "Africa/Cairo",
        "Lena Vogt": "Europe/Berlin",
    }
    assert given.calendar == given.calendar_of["Sara Mansour"]


def test_keys_of_the_team_file_are_all_explained() -> None:
    explained = {name for row in rows(section(ANALYZE, "The team")) for name in names(row[0])}
    assert explained == {*json.loads(team_file()), "reps"}


def test_short_calendars_are_accepted() -> None:
    lines = blocks(section(ANALYZE, "Working hours"), "")[0].splitlines()
    calendars = [options.given([], [], line).calendar for line in lines]
    assert [calendar.zone.key for calendar in calendars if calendar] == [line.split()[2] for line in lines]


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads(text("pyproject.toml"))
    page = text("docs/decisions/0001-dependencies.md")
    wanted = {
        "At run time": project["project"]["dependencies"],
        "For work on it": project["dependency-groups"]["dev"],
    }
    for title, required in wanted.items():
        explained = [names(row[0])[0] for row in rows(section(page, title))]
        assert explained == sorted(re.split(r"[\[>=<~!;]", one)[0] for one in required)


def test_index_of_decisions_is_complete() -> None:
    pages = sorted(page.name for page in (ROOT / "docs" / "decisions").glob("0*.md"))
    assert re.findall(r"\]\((0[^)]+)\)", text("docs/decisions/README.md")) == pages
