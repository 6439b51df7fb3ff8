"""What people write as a phone number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstreply.channels import phone


@pytest.mark.parametrize(
    ("written", "region", "number"),
    [
        ("+49 30 901820", None, "+4930901820"),
        ("030 / 90 18 20", "DE", "+4930901820"),
        ("0049 (30) 901820", None, "+4930901820"),
        ("0049 30 901820", "US", "+4930901820"),
        ("۰۹۱۲ ۳۴۵ ۶۷۸۹", "IR", "+989123456789"),
        ("٠٠٩٦٦٥٠١٢٣٤٥٦٧", None, "+966501234567"),
        ("+98 912 345 6789 داخلی ۱۲", None, "+989123456789"),
        ("+49 30 901820 ext. 12", None, "+4930901820"),
        ("030 901820 Durchwahl 7", "de", "+4930901820"),
        ("\u200e+49 30 901820\u200f", None, "+4930901820"),
        ("tel:+49-30-901820", None, "+4930901820"),
        ("(202) 456-1111", "US", "+12024561111"),
        ("030 901820", None, None),
        ("12", "DE", None),
        ("", "DE", None),
        ("no number", "DE", None),
        ("+", None, None),
        ("+49", None, None),
        ("1" * 61, "DE", None),
        ("030 901820", "XX", None),
    ],
)
def test_number_is_read_wherever_it_comes_from(written: str, region: str | None, number: str | None) -> None:
    assert phone.to_e164(written, region) == number


@pytest.mark.parametrize(
    ("number", "kind", "country"),
    [("+4915112345678", "mobile", "DE"), ("+4930901820", "fixed", "DE"), ("+12024561111", "either", "US")],
)
def test_number_tells_its_kind_and_country(number: str, kind: str, country: str) -> None:
    assert phone.read(number) == phone.Phone(number, kind, country)  # type: ignore[arg-type]


@given(
    st.text(max_size=60) | st.from_regex(r"[+0-9 ()/\-۰-۹]{1,30}"), st.sampled_from([None, "DE", "IR", "US"])
)
def test_what_is_read_is_e164_and_reads_as_itself(text: str, region: str | None) -> None:
    number = phone.to_e164(text, region)
    if number is not None:
        assert number[0] == "+"
        assert number[1:].isascii()
        assert number[1:].isdecimal()
        assert phone.to_e164(number, region) == number
