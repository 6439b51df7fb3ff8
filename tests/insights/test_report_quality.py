"""What the report says about how far its figures can be trusted."""

import pytest

from firstreply.insights import words
from firstreply.insights.dates import Dates
from firstreply.insights.report import quality
from tests.insights.sample_report import sample


def lines(overtaking: int, lang: str = "en") -> list[str]:
    document = sample(40)[0]
    document["coverage"]["instants"]["overtaking"] = overtaking
    language = words.use(lang)
    found = quality.facts(language, Dates(language, "gregorian", "UTC"), document)
    return [line for fact in found for line in fact.lines]


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (1, "1 answer dated before its question was moved behind it"),
        (1044, "1,044 answers dated before their question were moved behind it"),
    ],
)
def test_answers_that_were_moved_behind_their_question_are_told(answers: int, sentence: str) -> None:
    assert [line for line in lines(answers) if "moved" in line] == [sentence]


def test_nothing_is_said_of_answers_that_were_not_moved() -> None:
    assert [line for line in lines(0) if "moved" in line] == []
    assert len(lines(0, "ar")) == len(lines(1, "ar")) - 1
