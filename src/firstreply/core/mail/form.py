"""Form: the person behind a notification that a web form sent."""

import re
from typing import Final, Literal, NamedTuple

from firstreply.core.mail import addresses, vocabulary

FieldName = Literal["name", "first", "last", "email", "phone", "company", "subject", "message", "from"]

_TABLE: Final[tuple[tuple[FieldName, str], ...]] = (
    (
        "name",
        """
        name|full name|your name|contact name|customer name|client name|customer|contact|lead name|
        vollständiger name|ihr name|nom|nom complet|votre nom|nombre|nombre completo|su nombre|nome|
        nome completo|il tuo nome|naam|uw naam|volledige naam|navn|fullt navn|namn|nimi|
        imię i nazwisko|imię|имя|фио|ваше имя|ad soyad|adı soyadı|isim|adınız|jméno|név|nume|όνομα|
        الاسم|اسم|الاسم الكامل|اسمك|اسم العميل|نام|نام و نام خانوادگی|نام کامل|نام شما|שם|שם מלא|姓名|
        名字|お名前|氏名|이름|성함
        """,
    ),
    (
        "first",
        """
        first name|firstname|vorname|prénom|primer nombre|voornaam|fornavn|förnamn|etunimi|ad|
        имя (имя)|الاسم الأول|نام کوچک
        """,
    ),
    (
        "last",
        """
        last name|lastname|surname|family name|nachname|nom de famille|apellido|apellidos|cognome|
        sobrenome|apelido|achternaam|etternavn|efternavn|efternamn|sukunimi|nazwisko|фамилия|soyad|
        soyadı|اسم العائلة|اللقب|نام خانوادگی
        """,
    ),
    (
        "email",
        """
        email|e-mail|mail|email address|e-mail address|your email|your e-mail|e-mail-adresse|
        email-adresse|ihre e-mail|adresse e-mail|adresse email|courriel|adresse mail|votre e-mail|
        votre email|correo|correo electrónico|su correo|email *|indirizzo email|indirizzo e-mail|
        endereço de e-mail|e-mailadres|emailadres|e-post|epost|e-postadress|sähköposti|adres e-mail|
        adres email|эл. почта|электронная почта|почта|e-posta|eposta|e-posta adresi|
        ihre e-mail-adresse|email adresse|contact email|customer email|البريد الإلكتروني|
        البريد الالكتروني|بريد إلكتروني|البريد|الإيميل|ایمیل|پست الکترونیک|رایانامه|آدرس ایمیل|אימייל|
        דוא״ל|邮箱|电子邮件|电子邮箱|電子郵件|メール|メールアドレス|이메일
        """,
    ),
    (
        "phone",
        """
        phone|telephone|tel|phone number|mobile|mobile number|cell|your phone|contact number|whatsapp|
        telefon|telefonnummer|rufnummer|handy|mobil|téléphone|numéro de téléphone|portable|teléfono|
        número de teléfono|móvil|celular|telefono|cellulare|numero di telefono|telefone|telemóvel|
        telefoon|telefoonnummer|mobiel|tlf|puhelin|numer telefonu|телефон|номер телефона|моб. телефон|
        cep telefonu|الهاتف|رقم الهاتف|الجوال|رقم الجوال|هاتف|موبايل|رقم الموبايل|تلفن|شماره تلفن|
        شماره تماس|موبایل|تلفن همراه|شماره موبایل|טלפון|电话|手机|電話|電話番号|전화|연락처
        """,
    ),
    (
        "company",
        """
        company|organization|organisation|company name|business|firma|unternehmen|société|entreprise|
        empresa|azienda|società|bedrijf|bedrijfsnaam|virksomhed|företag|yritys|компания|организация|
        şirket|الشركة|اسم الشركة|شرکت|نام شرکت|公司|会社名|회사
        """,
    ),
    (
        "subject",
        """
        subject|betreff|sujet|objet|asunto|oggetto|assunto|onderwerp|emne|ämne|aihe|temat|тема|konu|
        الموضوع|موضوع|主题|件名|제목
        """,
    ),
    (
        "message",
        """
        message|your message|message body|comments|comment|inquiry|enquiry|question|questions|
        how can we help|details|nachricht|ihre nachricht|anfrage|mitteilung|kommentar|votre message|
        commentaire|demande|mensaje|su mensaje|comentario|comentarios|consulta|messaggio|
        il tuo messaggio|richiesta|mensagem|sua mensagem|bericht|uw bericht|opmerking|vraag|besked|
        melding|meddelande|viesti|wiadomość|treść wiadomości|сообщение|текст сообщения|комментарий|
        вопрос|mesaj|mesajınız|الرسالة|رسالتك|نص الرسالة|الاستفسار|رسالة|پیام|متن پیام|پیام شما|
        توضیحات|הודעה|留言|内容|消息|メッセージ|お問い合わせ内容|메시지|문의
        """,
    ),
    (
        "from",
        """
        from|von|de|da|van|от|من|از
        """,
    ),
)
_LABELS: Final[dict[str, FieldName]] = {
    word: field for field, words in _TABLE for word in map(str.strip, words.split("|"))
}

_LONGEST: Final = 200_000
_LABEL_LENGTH: Final = 40
_SIGN: Final = re.compile(r"[:：\t=]")
_EMAIL: Final = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9_.+'-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}(?![\w@-])"
)
_PHONE: Final = re.compile(r"\+?[\d(][\d\s().\-/]{5,24}\d")
_ROBOT: Final = re.compile(
    r"(?:no.?reply|do.?not.?reply|donotreply|mailer-daemon|postmaster|wordpress|notifications?|bounce|robot)",
    re.IGNORECASE,
)


_ASKED: Final = frozenset(("name", "first", "last", "message"))


class Form(NamedTuple):
    """The person who filled in a form; what was not given is ""."""

    name: str
    email: str  #: folded to lower case
    phone: str  #: as written
    company: str
    subject: str
    message: str
    evidence: tuple[str, ...]  #: such as ("label:email", "label:name", "reply_to")


def lead(text: str, sender: str = "", reply_to: str = "") -> Form | None:
    """The lead of a form notification, from its text and headers; None where it names nobody.

    `text` is the message's text (an HTML table row is `label<TAB>value`), `sender` and `reply_to` raw headers. An
    address must stand in a labelled e-mail field beside a name or a message, or a telephone number beside a name;
    quoted lines do not count. Without them the person of a Reply-To that differs from the sender is taken, with
    `reply_to` as the only evidence: proof that a machine wrote the message has to come from elsewhere.
    """
    fields = _fields(text[:_LONGEST])
    email, name = _address_of(fields)
    phone = _first(_PHONE, fields.get("phone", ""))
    evidence = [f"label:{field}" for field in sorted(fields) if fields[field]]
    name = (
        name
        or fields.get("name", "")
        or " ".join(filter(None, (fields.get("first", ""), fields.get("last", ""))))
    )
    # A signature gives address and telephone too; a form asks for a name or a message besides.
    labelled = bool(email) and not _ASKED.isdisjoint(field for field in fields if fields[field])
    person = _replies_to(sender, reply_to)
    if person and not email:
        email, name = person[1], name or person[0]
        evidence.append("reply_to")
    if not labelled and not person and not (phone and name and len(evidence) >= 2):
        return None
    return Form(
        name=name[:200],
        email=email,
        phone=phone,
        company=fields.get("company", "")[:200],
        subject=fields.get("subject", "")[:500],
        message=fields.get("message", ""),
        evidence=tuple(evidence),
    )


def _address_of(fields: dict[FieldName, str]) -> tuple[str, str]:
    """The address of the e-mail field, or the address and name of a From: line inside the text."""
    email = _first(_EMAIL, fields.get("email", "")).lower()
    if email or "from" not in fields or "message" not in fields:
        return email, ""
    found = addresses.addresses(fields["from"][:500])
    return (found[0].address.lower(), found[0].name) if found and found[0].address else ("", "")


def _replies_to(sender: str, reply_to: str) -> tuple[str, str] | None:
    """Name and address of the Reply-To if it is a person and another one than the sender."""
    found = addresses.addresses(reply_to) if reply_to else ()
    if not found or not found[0].address:
        return None
    address = found[0].address.lower()
    if address == addresses.bare(sender) or _ROBOT.match(address):
        return None
    return found[0].name, address


def _first(pattern: re.Pattern[str], text: str) -> str:
    folded = text[:500]
    if not folded.isascii() and pattern is _PHONE:
        folded = vocabulary.fold(folded)
    found = pattern.search(folded)
    return found[0].strip() if found else ""


def _fields(text: str) -> dict[FieldName, str]:
    """The labelled values of a text, the first of each label; a message runs on to the next label."""
    out: dict[FieldName, list[str]] = {}
    open_field: FieldName | None = None
    for line in text.replace("\r\n", "\n").split("\n"):
        found = _label(line)
        if found:
            field, value = found
            open_field = None if any(line.strip() for line in out.get(field, ())) else field
            if open_field:
                out[open_field] = [value] if value else []
            continue
        bare = line.strip()
        if open_field == "message":
            if bare in ("--", "---") or (len(bare) > 5 and not bare.strip("-_=")):
                open_field = None
            else:
                out["message"].append(line.rstrip())
        elif open_field and bare:
            if not out[open_field]:
                out[open_field].append(bare)
            open_field = None
    return {field: "\n".join(lines).strip() for field, lines in out.items()}


def _label(line: str) -> tuple[FieldName, str] | None:
    """The field and the value of a labelled line, or of a label that stands alone on its line."""
    bare = line.strip(" \t*_•-|\u00a0")
    if not bare:
        return None
    sign = _SIGN.search(bare[: _LABEL_LENGTH + 2])
    if sign is None:
        if len(bare) > _LABEL_LENGTH or "@" in bare:
            return None
        field = _LABELS.get(_named(bare))
        return (field, "") if field and field != "from" else None
    field = _LABELS.get(_named(bare[: sign.start()]))
    return (field, bare[sign.end() :].strip(" \t:*_|\u00a0\u200f\u200e")) if field else None


def _named(label: str) -> str:
    return vocabulary.fold(label).strip(" \t*_()[]-.:").removesuffix("(required)").strip()
