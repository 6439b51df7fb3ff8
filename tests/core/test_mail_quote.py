"""Quotations: what is new, what is quoted, and whom and when a quotation names."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from firstreply.core.mail import forward
from firstreply.core.mail.quote import quoted_head, split

ANSWER = "Thanks, Tuesday suits us."
AT = datetime(2026, 3, 2, 10, 4)  # noqa: DTZ001 (local time of a writer)

LINES = [
    ("On Mon, 2 Mar 2026 at 10:04, Ann B. Lee <ann@x.org> wrote:", "Ann B. Lee", "ann@x.org"),
    ("On Mon, Mar 2, 2026 at 10:04 AM Ann Lee <\nann@x.org> wrote:", "Ann Lee", "ann@x.org"),
    ('On 2 Mar 2026 10:04, "Lee, Ann" <ann@x.org> wrote:', "Lee, Ann", "ann@x.org"),
    ("On Mar 2, 2026, at 10:04 AM, Ann wrote:", "Ann", ""),
    ("Am Mo., 2. März 2026 um 10:04 Uhr schrieb Max <m@x.de>:", "Max", "m@x.de"),
    ("Am 02.03.2026 um 10:04 schrieb Max Muster:", "Max Muster", ""),
    ("Max Muster <m@x.de> schrieb am Mo., 2. März 2026,\n10:04:", "Max Muster", "m@x.de"),
    ("Le lun. 2 mars 2026 à 10:04, Zoé <z@x.fr> a écrit :", "Zoé", "z@x.fr"),
    ("El lun, 2 mar 2026 a las 10:04, Ana (<ana@x.es>) escribió:", "Ana", "ana@x.es"),
    ("Em seg., 2 de mar. de 2026 às 10:04, João <j@x.br> escreveu:", "João", "j@x.br"),
    ("Il giorno lun 2 mar 2026 alle ore 10:04 Ugo <u@x.it> ha scritto:", "Ugo", "u@x.it"),
    ("Op ma 2 mrt 2026 om 10:04 schreef Jan <j@x.nl>:", "Jan", "j@x.nl"),
    ("Den mån 2 mars 2026 kl 10:04 skrev Eva <e@x.se>:", "Eva", "e@x.se"),
    ("man. 2. mar. 2026 kl. 10:04 skrev Ole <o@x.no>:", "Ole", "o@x.no"),
    ("Den man. 2. mar. 2026 kl. 10.04 skrev Ida <i@x.dk>:", "Ida", "i@x.dk"),
    ("ma 2. maalisk. 2026 klo 10.04 Pekka (p@x.fi) kirjoitti:", "Pekka", "p@x.fi"),
    ("pon., 2 mar 2026 o 10:04 Ewa <e@x.pl> napisał(a):", "Ewa", "e@x.pl"),
    ("пн, 2 мар. 2026 г. в 10:04, Иван <i@x.ru>:", "Иван", "i@x.ru"),
    ("2 Mar 2026 Pzt, saat 10:04 tarihinde Ali <a@x.tr> şunu yazdı:", "Ali", "a@x.tr"),
    ("في الاثنين، ٢ مارس ٢٠٢٦ ١٠:٠٤ ص، علي <a@x.sa> كتب:", "علي", "a@x.sa"),
    ("في الاثنين، 2 مارس 2026 في 10:04 ص تمت كتابة ما يلي بواسطة علي <a@x.sa>:", "علي", "a@x.sa"),
    ("در تاریخ دوشنبه ۲ مارس ۲۰۲۶،\u200f ۱۰:۰۴ رضا <r@x.ir> نوشت:", "رضا", "r@x.ir"),
    ("در ۱۱ اسفند ۱۴۰۴ ۱۰:۰۴ رضا <r@x.ir> نوشت:", "رضا", "r@x.ir"),
    ("Li Lei <l@x.cn> 于2026年3月2日周一 10:04写道：", "Li Lei", "l@x.cn"),
    ("2026年3月2日(月) 10:04 Taro <t@x.jp>:", "Taro", "t@x.jp"),
]
BLOCKS = [
    "From: Ann Lee <ann@x.org>\nSent: Monday, March 2, 2026 10:04 AM\nTo: Bob\nSubject: Price",
    "Von: Ann Lee <ann@x.org>\nGesendet: Montag, 2. März 2026 10:04\nAn: Bob\nBetreff: Price",
    "De : Ann Lee <ann@x.org>\nEnvoyé : lundi 2 mars 2026 10:04\nÀ : Bob\nObjet : Price",
    "De: Ann Lee <ann@x.org>\nEnviado: lunes, 2 de marzo de 2026 10:04\nPara: Bob\nAsunto: Price",
    "Da: Ann Lee <ann@x.org>\nInviato: lunedì 2 marzo 2026 10:04\nA: Bob\nOggetto: Price",
    "Van: Ann Lee <ann@x.org>\nVerzonden: maandag 2 maart 2026 10:04\nAan: Bob\nOnderwerp: Price",
    "Fra: Ann Lee <ann@x.org>\nSendt: mandag 2. mars 2026 10:04\nTil: Bob\nEmne: Price",
    "Från: Ann Lee <ann@x.org>\nSkickat: den 2 mars 2026 10:04\nTill: Bob\nÄmne: Price",
    "Lähettäjä: Ann Lee <ann@x.org>\nLähetetty: 2. maaliskuuta 2026 10:04\nVastaanottaja: Bob\nAihe: Price",
    "Od: Ann Lee <ann@x.org>\nWysłano: 2 marca 2026 10:04\nDo: Bob\nTemat: Price",
    "От: Ann Lee <ann@x.org>\nОтправлено: 2 марта 2026 г. 10:04\nКому: Bob\nТема: Price",
    "Kimden: Ann Lee <ann@x.org>\nGönderildi: 2 Mart 2026 Pazartesi 10:04\nKime: Bob\nKonu: Price",
    "من: Ann Lee <ann@x.org>\nتم الإرسال: 02 مارس 2026 10:04 ص\nإلى: Bob\nالموضوع: Price",
    "از: Ann Lee <ann@x.org>\nتاریخ: ۲ مارس ۲۰۲۶ ۱۰:۰۴\nبه: Bob\nموضوع: Price",
    "发件人: Ann Lee <ann@x.org>\n发送时间: 2026年3月2日 10:04\n收件人: Bob\n主题: Price",
    "差出人: Ann Lee <ann@x.org>\n送信日時: 2026年3月2日 10:04\n宛先: Bob\n件名: Price",
    "-----Original Message-----\nFrom: Ann Lee [mailto:ann@x.org]\nSent: Mon 3/2/2026 10:04 AM\n\nSubject: Price",
    '"Ann Lee" <ann@x.org> on 03/02/2026 10:04 AM\nTo: Bob\ncc:\nSubject: Price',
    "*From:* Ann Lee <ann@x.org>\n*Sent:* 2026-03-02 10:04\n*To:* Bob\n*Subject:* Price",
]


@pytest.mark.parametrize(("line", "name", "address"), LINES)
def test_an_attribution_line_parts_the_answer_from_the_quotation(line: str, name: str, address: str) -> None:
    text = f"{ANSWER}\n\n{line}\n\n> Shall we say Tuesday?\n> Ann"
    parts = split(text)
    assert parts.new_text == ANSWER
    assert parts.quoted == f"{line}\n\n> Shall we say Tuesday?\n> Ann"
    assert parts.written == ANSWER


@pytest.mark.parametrize(("line", "name", "address"), LINES)
def test_an_attribution_line_names_sender_and_minute(line: str, name: str, address: str) -> None:
    said = quoted_head(f"{ANSWER}\n\n{line}\n> Shall we say Tuesday?")
    assert said is not None
    assert (said.sender_name, said.sender_address, said.instant, said.precision) == (
        name,
        address,
        AT,
        "minute",
    )


@pytest.mark.parametrize("block", BLOCKS)
def test_a_header_block_parts_the_answer_and_names_sender_minute_and_subject(block: str) -> None:
    text = f"{ANSWER}\n\n{block}\n\nShall we say Tuesday?"
    said = quoted_head(text)
    assert split(text).new_text == ANSWER
    assert said is not None
    assert (said.sender_name, said.sender_address, said.instant) == ("Ann Lee", "ann@x.org", AT)
    assert said.subject == "Price"


def test_a_written_zone_is_kept_and_none_is_made_up() -> None:
    said = quoted_head("On Mon, Mar 02, 2026 at 10:04:05AM +0330, Ann Lee wrote:\n> a")
    assert said is not None
    assert said.instant == datetime(2026, 3, 2, 10, 4, 5, tzinfo=timezone(timedelta(hours=3, minutes=30)))
    assert said.precision == "second"
    utc = quoted_head("2026-03-02 10:04 UTC, Ann <ann@x.org>:\n> a")
    assert utc is not None
    assert utc.instant == AT.replace(tzinfo=UTC)


def test_a_date_that_can_be_read_two_ways_gives_both() -> None:
    said = quoted_head("On 02/03/2026 10:04, Ann Lee wrote:\n> a")
    assert said is not None
    assert said.instant == AT
    assert said.other == datetime(2026, 2, 3, 10, 4)  # noqa: DTZ001
    american = quoted_head(
        "Ann Lee@ACME\n03/02/2026 10:04 AM\nTo: Bob/HOU/ACME\ncc:\nSubject: Price\n\nShall we?"
    )
    assert american is not None
    assert (american.sender_name, american.instant, american.subject) == ("Ann Lee", AT, "Price")


def test_the_head_inside_what_is_quoted_is_not_the_newest() -> None:
    assert (
        quoted_head("> Yes.\n> On Mon, 2 Mar 2026 at 10:04, Ann <ann@x.org> wrote:\n>> Shall we?\n\nFine.")
        is None
    )


def test_a_sender_on_behalf_of_another_is_the_other() -> None:
    said = quoted_head(
        "From: list@x.org [mailto:list@x.org] On Behalf Of Ann Lee\nSent: 2026-03-02 10:04\nTo: Bob\n"
    )
    assert said is not None
    assert (said.sender_name, said.sender_address) == ("Ann Lee", "")


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("Hello", "Hello"),
        ("Hello\n\n> old\n> older", "Hello"),
        ("> question?\n\nanswer", "> question?\n\nanswer"),
        ("On 2 Mar 2026, Ann <a@x.org> wrote:\n> question?\n\nanswer", "answer"),
        ("Hi,\nOn 2 Mar 2026, Ann <a@x.org> wrote:\n> one?\nyes\n> two?\nno", "Hi,\n> one?\nyes\n> two?\nno"),
        ("Fine.\n-- \nAnn Lee\nSales", "Fine."),
        ("Fine.\n\nSent from my phone", "Fine."),
        ("Fine.\n\nVon meinem Mobiltelefon gesendet", "Fine."),
        ("حسنا\n\nأرسلت من هاتفي", "حسنا"),
        ("باشه\n\nارسال شده از گوشی من", "باشه"),
        ("Thanks,\nAnn", "Thanks,\nAnn"),
        ("A table:\n-----\na b\nc d", "A table:\n-----\na b\nc d"),
        ("On Thursday:\n\nwe meet.", "On Thursday:\n\nwe meet."),
        ("Date: Friday\nTime: 7 am\nAddress: 1 Main St", "Date: Friday\nTime: 7 am\nAddress: 1 Main St"),
        ("Sent from my phone is what it says.\nHow odd!", "Sent from my phone is what it says.\nHow odd!"),
        ("", ""),
    ],
)
def test_the_author_keeps_the_authors_words(text: str, new: str) -> None:
    assert split(text).new_text == new


def test_what_is_written_leaves_out_the_questions_answered_between_the_lines() -> None:
    parts = split("Hi,\nOn 2 Mar 2026, Ann <a@x.org> wrote:\n> one?\nyes\n> two?\nno")
    assert parts.written == "Hi,\nyes\nno"


def test_answers_below_an_outlook_head_are_the_authors() -> None:
    text = "-----Original Message-----\nFrom: Ann <a@x.org>\nSent: 2026-03-02 10:04\nTo: b\n\n> one?\n\nyes"
    assert split(text).written == "yes"
    assert split(text.replace("> one?\n\n", "")).written == ""


def test_every_line_is_in_one_part() -> None:
    text = "Hi\n\nOn 2 Mar 2026, Ann <a@x.org> wrote:\n> one?\n\nBye\n-- \nBob"
    parts = split(text)
    assert sorted("\n".join((parts.new_text, parts.quoted, parts.signature)).split()) == sorted(text.split())


FORWARDS = [
    "---------- Forwarded message ---------",
    "-------- Weitergeleitete Nachricht --------",
    "---------- Message transféré ----------",
    "---------- Mensaje reenviado ----------",
    "---------- Messaggio inoltrato ----------",
    "---------- Doorgestuurd bericht ----------",
    "---------- Mensagem encaminhada ----------",
    "---------- Пересылаемое сообщение ----------",
    "---------- İletilen ileti ----------",
    "---------- رسالة معاد توجيهها ----------",
    "---------- پیام هدایت‌شده ----------",
    "---------- 转发的邮件 ----------",
    "Begin forwarded message:",
]


@pytest.mark.parametrize("divider", FORWARDS)
def test_a_forward_gives_the_original(divider: str) -> None:
    block = "From: Ann Lee <ann@x.org>\nDate: Mon, 2 Mar 2026 at 10:04\nSubject: Price\nTo: <bob@x.org>"
    found = forward.original(f"FYI\n\n{divider}\n{block}\n\nWhat does it cost?")
    assert found is not None
    assert (found.sender_name, found.sender_address, found.instant) == ("Ann Lee", "ann@x.org", AT)
    assert (found.subject, found.text, found.before, found.mark) == (
        "Price",
        "What does it cost?",
        "FYI",
        "forwarded",
    )
    assert split(f"{divider}\n{block}\n\nWhat does it cost?").written == ""


def test_a_quoted_forward_loses_its_marks() -> None:
    found = forward.original(
        "See below.\n\n> Begin forwarded message:\n>\n> From: Ann <ann@x.org>\n> Subject: Price\n"
        "> Date: 2 March 2026 at 10:04:00 EET\n> To: b@x.org\n>\n> What does\n> it cost?"
    )
    assert found is not None
    assert (found.text, found.before) == ("What does\nit cost?", "See below.")
    assert found.instant == datetime(2026, 3, 2, 10, 4, 0, tzinfo=timezone(timedelta(hours=2)))


def test_a_text_without_an_original_has_none() -> None:
    assert forward.original("From what I see, to be fair: all is well.") is None
