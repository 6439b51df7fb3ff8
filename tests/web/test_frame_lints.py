"""Rules that every style sheet, template and script of ours keeps."""

import re
from pathlib import Path
from typing import Final

import pytest

WEB: Final = Path(__file__).resolve().parents[2] / "src" / "firstreply"
DESK: Final = WEB / "web" / "desk"
STYLES: Final = [
    *sorted((DESK / "assets").glob("*.css")),
    *sorted((WEB / "web").glob("forms/html/*.css")),
    *sorted((WEB / "insights" / "report" / "assets").glob("*.css")),
    WEB / "site" / "html" / "front.css",
]
TEMPLATES: Final = sorted((DESK / "templates").rglob("*.j2"))
#: A side of the page by its name in space, as a property or as a value.
PHYSICAL: Final = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right|top|bottom)\b|"
    r"border-(?:top|bottom)-(?:left|right)-radius|(?:left|right|top|bottom)\s*:|"
    r"(?:text-align|float|clear)\s*:\s*(?:left|right)|(?:(?:min|max)-)?(?:width|height)\s*:)"
)
#: In these they name what is asked of the screen or the shape of a drawing, not a side of the page.
ASKED: Final = re.compile(r"@(?:media|container)[^{]*|/\*.*?\*/|\brect[^{}]*{[^}]*}", re.DOTALL)
#: What htmx 4 does not know any more, and what would be read otherwise than it is meant.
GONE: Final = re.compile(
    r"\bhx-(?:vars|params|prompt|ext|disinherit|inherit|request|history|disabled-elt|ws|sse|on|boost|headers)\b"
)


def named(paths: list[Path]) -> list[str]:
    return [str(one.relative_to(WEB)) for one in paths]


@pytest.mark.parametrize("path", STYLES, ids=named(STYLES))
def test_no_side_of_a_page_is_named_by_its_place_in_space(path: Path) -> None:
    assert PHYSICAL.findall(ASKED.sub("", path.read_text("utf-8"))) == []


@pytest.mark.parametrize("path", STYLES, ids=named(STYLES))
def test_letters_are_not_spaced_nor_slanted(path: Path) -> None:
    found = re.findall(r"letter-spacing:(?!\s*0\b)|font-style:\s*italic", path.read_text("utf-8"))
    assert found == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named(TEMPLATES))
def test_templates_write_htmx_by_its_function_only_and_no_style_or_script_of_their_own(path: Path) -> None:
    text = path.read_text("utf-8")
    assert re.findall(r"(?:data-)?\bhx-[a-z-]+(?=[:=\s])", text) == []
    assert GONE.findall(text) == []
    text = re.sub(r"{%.*?%}|{{.*?}}", "", text, flags=re.DOTALL)
    assert re.findall(r"\sstyle\s*=|<script(?![^>]*nonce)|<style|\son[a-z]+\s*=|javascript:", text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named(TEMPLATES))
def test_what_is_asked_at_each_change_follows_the_last_one(path: Path) -> None:
    """htmx would keep the first of several that wait, and drop the others."""
    asked = re.findall(r"{{ hx\([^}]*trigger=\"[^\"]*\b(?:change|input)\b[^}]*}}", path.read_text("utf-8"))
    assert [one for one in asked if 'sync="this:replace"' not in one] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named(TEMPLATES))
def test_every_form_that_changes_something_carries_the_proof(path: Path) -> None:
    text = path.read_text("utf-8")
    forms = re.findall(r'<form\b[^>]*?method="post".*?</form>', text, re.DOTALL)
    assert [one[:120] for one in forms if "{{ proof }}" not in one] == []


def test_what_is_to_be_copied_stands_on_pages_that_load_the_script_of_its_button() -> None:
    copying = [one for one in TEMPLATES if re.search(r"{{ *copied\(", one.read_text("utf-8"))]
    without = [one for one in copying if 'script("copy.js")' not in one.read_text("utf-8")]
    assert (len(copying) > 5, named(without)) == (True, [])


@pytest.mark.parametrize("name", sorted(one.name for one in (DESK / "assets").glob("*.js")))
def test_scripts_evaluate_nothing_and_make_no_markup_of_text(name: str) -> None:
    text = (DESK / "assets" / name).read_text("utf-8")
    assert (
        re.findall(
            r"\beval\(|new Function|\.innerHTML\s*=|insertAdjacentHTML|document\.write|\.style\.cssText", text
        )
        == []
    )
    assert re.findall(r'from\s+"(?!\./)[^"]+"|import\("', text) == []


def test_boxes_for_a_day_are_written_in_one_place_that_names_what_their_picker_says() -> None:
    own = DESK / "templates" / "day.html.j2"
    assert [one.name for one in TEMPLATES if one != own and "data-day" in one.read_text("utf-8")] == []
    for box in re.findall(r"<input[^>]*data-day[^>]*>", own.read_text("utf-8")):
        assert {"data-pick", "data-before", "data-after"} - set(re.findall(r"data-\w+", box)) == set()


def test_a_day_and_a_time_are_asked_for_in_every_calendar_and_in_all_digits() -> None:
    native = re.compile(r"type=\W*(?:date|time|datetime-local|month|week)\b")
    assert [one.name for one in TEMPLATES if native.search(one.read_text("utf-8"))] == []


def test_what_each_page_loads_is_within_what_was_promised() -> None:
    from firstreply.web.desk.sheet import weight

    pages = {one: weight.of_page(one) for one in weight.pages()}
    assert {one: found.script for one, found in pages.items() if found.script > 60_000} == {}
    assert {
        one: found.all for one, found in pages.items() if found.all > 140_000
    } == {}  # 10 KB are left for the text
