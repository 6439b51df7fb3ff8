"""Problems read well: what happened, what was kept, what to do, in the caller's language, with no code in it."""

import re
import string
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from firstreply.insights import words
from firstreply.insights.reasons import REFUSALS
from tests.api.conftest import Office
from tests.api.test_door import away
from tests.postgres import Database

NOWHERE = "0192f0c1-0000-7000-8000-000000000000"
NAMED = {name for text in REFUSALS.values() for _, name, _, _ in string.Formatter().parse(text) if name}
ENGLISH = re.compile(r"[A-Za-z]+(?: +[A-Za-z]+){3,}")
CODE = re.compile(r"[a-z]+_[a-z_]+\(|\b[a-z]+_[a-z]+_[a-z]+\b|[{}]")


class Speaking:
    """An office whose requests say which language they want."""

    def __init__(self, office: Office, language: str) -> None:
        self.office = office
        self.headers = {"Accept-Language": language}

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        given = {} if body is None else {"data": body, "content_type": "application/json"}
        token = {"Authorization": f"Bearer {self.office.token}"}
        headers = token | self.headers | {name.replace("_", "-"): one for name, one in headers.items()}
        return getattr(self.office.client, method)(f"/api/v1{path}", headers=headers, **given)


def _unsigned(speaking: Speaking) -> Any:
    return speaking.office.client.get("/api/v1/me", headers=speaking.headers)


def _too_large(speaking: Speaking) -> Any:
    from django.conf import settings

    size = str(settings.FIRSTREPLY_MAX_BODY_BYTES + 1)
    more: Any = {"CONTENT_LENGTH": size, "CONTENT_TYPE": "application/json"}
    headers = {"Authorization": f"Bearer {speaking.office.token}"} | speaking.headers
    return speaking.office.client.generic("POST", "/api/v1/inquiries", headers=headers, **more)


def _too_fast(speaking: Speaking) -> Any:
    from django.test import override_settings

    with override_settings(FIRSTREPLY_RATE_LIMIT=1):
        return [speaking.ask("post", "/inquiries", {"name": "Sara"}) for _ in range(2)][-1]


def _other_kind(speaking: Speaking) -> Any:
    headers = {"Authorization": f"Bearer {speaking.office.token}"} | speaking.headers
    return speaking.office.client.generic(
        "POST", "/api/v1/inquiries", b"<a/>", content_type="application/xml", headers=headers
    )


#: By status: what asks for it, and what the English answer says: title and detail.
ASKED: Mapping[int, tuple[Callable[[Speaking], Any], str, str]] = {
    401: (
        _unsigned,
        "Not signed in",
        "No token came with the request. Send one in the header Authorization: Bearer.",
    ),
    404: (
        lambda one: one.ask("get", f"/leads/{NOWHERE}"),
        "Nothing there",
        "There is no such lead here, or you may not see it. Check the id and the address.",
    ),
    405: (
        lambda one: one.ask("get", "/inquiries"),
        "Not possible at this address",
        "This address does not answer this method. The header Allow names those that it does.",
    ),
    409: (
        lambda one: one.ask("delete", f"/members/{one.office.founded.member}", If_Match="*"),
        "Does not fit what is there",
        "Olga Owner is the only owner. Make somebody else owner first. Nothing was changed.",
    ),
    412: (
        lambda one: one.ask("patch", f"/teams/{one.office.founded.team}", {"name": "North"}, If_Match='"77"'),
        "Changed by somebody else",
        "Somebody changed this since you saw it. Nothing was overwritten; read it again, then repeat your change.",
    ),
    413: (
        _too_large,
        "Too large",
        "What was sent is larger than the limit of 10,485,760 bytes. Nothing was kept; send it in smaller parts.",
    ),
    415: (
        _other_kind,
        "Another type is needed",
        "What was sent is of the type “application/xml”; application/json is needed here. Nothing was kept.",
    ),
    422: (
        lambda one: one.ask("post", "/inquiries", {"emails": ["s@acme.example", "nobody"], "budget": "much"}),
        "Not accepted as it is",
        "Some fields are not understood.",
    ),
    428: (
        lambda one: one.ask("patch", f"/teams/{one.office.founded.team}", {"name": "North"}),
        "Version not told",
        "The change does not say which version you saw. Send its ETag in the header If-Match. Nothing was changed.",
    ),
    429: (
        _too_fast,
        "Too fast",
        "That was too many requests in a short time. This one was not carried out; try again in 60 s.",
    ),
}


@pytest.mark.postgres
@pytest.mark.parametrize("status", ASKED)
def test_a_problem_says_what_happened_and_what_to_do(office: Office, status: int) -> None:
    asks, title, detail = ASKED[status]
    response = asks(Speaking(office, "en"))
    told = response.json()
    assert (response.status_code, told["title"], told["detail"]) == (status, title, detail)
    assert (response["Content-Language"], "Accept-Language" in response["Vary"]) == ("en", True)


@pytest.mark.postgres
@pytest.mark.parametrize("language", ["ar", "fa"])
@pytest.mark.parametrize("status", ASKED)
def test_a_problem_is_said_in_the_callers_language(office: Office, status: int, language: str) -> None:
    response = ASKED[status][0](Speaking(office, language))
    told = response.json()
    said = [told["title"], told["detail"], *(one["detail"] for one in told.get("errors", ()))]
    assert (response.status_code, response["Content-Language"]) == (status, language)
    assert [one for one in said if ENGLISH.search(one) or CODE.search(one)] == []
    assert [one for one in said if not re.search("[\u0600-\u06ff]", one)] == []


@pytest.mark.postgres
def test_while_the_database_is_away_it_is_said_in_three_languages(office: Office, database: Database) -> None:
    from django.db import connection

    office.get("/arrivals")  # the token is believed for a few seconds
    with away(database):
        connection.close()
        answers = [Speaking(office, one).ask("get", "/arrivals") for one in ("en", "ar", "fa")]
    assert [(one.status_code, one.json()["title"], one.json()["detail"]) for one in answers] == [
        (
            503,
            "Not right now",
            "The database does not answer right now. Nothing was changed; try again in a few seconds.",
        ),
        (503, "غير متاح الآن", "قاعدة البيانات لا تستجيب الآن. لم يتغير شيء؛ أعد المحاولة بعد ثوانٍ."),
        (
            503,
            "اکنون ممکن نیست",
            "پایگاه داده اکنون پاسخ نمی‌دهد. چیزی تغییر نکرد؛ چند ثانیهٔ دیگر دوباره بکوشید.",
        ),
    ]


@pytest.mark.postgres
def test_each_field_that_is_wrong_has_its_own_sentence(office: Office) -> None:
    wrong = {"name": "", "role": "boss", "email": 7, "shoe": 1}
    told = [Speaking(office, one).ask("post", "/members", wrong).json()["errors"] for one in ("en", "fa")]
    english, persian = ({one["field"]: (one["code"], one["detail"]) for one in said} for said in told)
    assert english == {
        "name": ("field_invalid", "This is too short: it needs 1 or more characters."),
        "role": (
            "field_invalid",
            "This is none of the possible values. Choose one of: owner, admin, manager, rep, marketer, viewer.",
        ),
        "email": ("field_invalid", "This must be text."),
        "shoe": (
            "field_unknown",
            "The field “shoe” is not known here. Remove it, or check its spelling. Nothing was changed.",
        ),
    }
    assert persian["name"] == ("field_invalid", "کوتاه‌تر از حد است: دست‌کم ۱ نویسه می‌خواهد.")
    missing = office.ask("POST", "/members", {"name": "Rita"}).json()["errors"]
    assert missing == [{"field": "email", "code": "field_missing", "detail": "This is missing. Add it."}]


@pytest.mark.postgres
def test_roles_and_acts_are_named_in_words(office: Office) -> None:
    _, token = office.member("rep")
    body = {"name": "Mine", "value": {"zone": "UTC", "versions": []}}
    said = [
        office.client.post(
            "/api/v1/calendars",
            data=body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}", "Accept-Language": language},
        ).json()["detail"]
        for language in ("en", "ar")
    ]
    assert said == [
        "The role “sales rep” does not allow this here: to decide how the team works. Nothing was changed.",
        "الدور «مندوب مبيعات» لا يسمح هنا بهذا: تحديد طريقة عمل الفريق. لم يتغير شيء.",
    ]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "Some fields are not understood. emails[1]: This is no e-mail address. Write it as name@example.com. "
            "tags: There are more than 50.",
        ),
        (
            "ar",
            "بعض الحقول غير مفهومة. emails[1]: ليس عنوان بريد. اكتبه هكذا: name@example.com. tags: العدد أكثر من ٥٠.",
        ),
        (
            "fa",
            "برخی فیلدها نامفهوم است. emails[1]: نشانی ایمیل نیست. آن را به شکل name@example.com بنویسید. "
            "tags: بیش از ۵۰ مورد است.",
        ),
    ],
)
def test_why_something_lies_in_quarantine_is_said_field_by_field(language: str, said: str) -> None:
    facts = {
        "errors": [
            {"field": "emails[1]", "code": "not_an_email", "limit": 0},
            {"field": "tags", "code": "too_many", "limit": 50},
        ]
    }
    assert words.use(language).for_refusal("lead_fields_invalid", facts) == said


def test_a_letter_that_cannot_be_read_says_why() -> None:
    said = [words.use(one).for_refusal("mail_unreadable", {"reason": "no_header"}) for one in words.LANGUAGES]
    assert said == [
        "This is no mail that can be read (no header where the message should begin). It is kept as it came.",
        "ليست رسالة بريد مقروءة (لا ترويسة حيث يجب أن تبدأ الرسالة). حُفظت كما وصلت.",
        "این ایمیل خواندنی نیست (در آغاز پیام سرآیندی نیست). همان‌گونه که رسید نگه داشته شد.",
    ]


def test_what_was_wanted_is_named_with_its_numbers() -> None:
    facts = {"path": "fit[0].points", "want": "a whole number from -100 to 100"}
    said = [words.use(one).for_refusal("scoring_malformed", facts) for one in ("en", "fa")]
    assert said == [
        "The scoring is not understood at “fit[0].points”: expected a whole number from -100 to 100.",
        "امتیازدهی در «fit[0].points» نامفهوم است: انتظار می‌رفت عدد صحیح از ‎-۱۰۰ تا ۱۰۰.",
    ]


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_sentence_ends_as_one_and_shows_no_code(language: str) -> None:
    facts: Any = dict.fromkeys(NAMED, "x")
    said = {code: words.use(language).for_refusal(code, facts) for code in REFUSALS}
    assert {code for code, one in said.items() if one[-1] not in ".x"} == set()
    assert {code for code, one in said.items() if "–" in one or "!" in one} == set()
    if language != "en":
        assert {code for code, one in said.items() if ENGLISH.search(one)} == set()


@pytest.mark.postgres
@pytest.mark.usefixtures("emptied")
@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        ("", "en"),
        ("fa-IR,fa;q=0.9,en;q=0.8", "fa"),
        ("fr, ar;q=0.4, en;q=0.7", "en"),
        ("de-DE, ar-EG;q=0.5", "ar"),
        ("AR", "ar"),
        ("fa;q=0, en;q=0.1", "en"),
        ("fa;q=0", "en"),
        ("ar;q=lots, fa;q=0.001", "fa"),
        ("*", "en"),
        ("ar,fa", "ar"),
        (";;,,q=1", "en"),
    ],
)
def test_the_language_wanted_most_is_spoken(wanted: str, language: str) -> None:
    from django.test import RequestFactory

    from firstreply.api import problem

    asked = RequestFactory().get("/", headers={"Accept-Language": wanted})
    assert problem.language(asked) == language
