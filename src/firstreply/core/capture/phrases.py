"""Phrases that machines put at the beginning of a subject, in the languages they are set to."""

import re
from typing import Final

from firstreply.core.mail.words import decode

_OUT_OF_OFFICE: Final = (
    r"(?:(?:auto(?:matic|mated)?[- ]?(?:reply|response|answer)|(?:i(?: a|')m )?out[- ]of[- ](?:the[- ])?office"
    r"|on (?:vacation|holidays?|annual leave))"
    # "Out of office hours support?" and "Automatic response system" are questions.
    r"(?=\s*(?:$|[][:!.,;()\"'“«/–—-]|auto|re\b|from\b|to\b|until\b|till\b|reply|message|noti|\d))"
    r"|auto ?: .{0,120}(?:out of|away|returning)|ooo\b"
    r"|away from (?:my )?(?:the )?(?:office|desk|mail)|vacation (?:reply|response|notice)"
    r"|i(?: a|')m (?:out of|away)|absence\s*(?:[:!]|$)"
    r"|automatische antwort|abwesenheits?(?:notiz|assistent|benachrichtigung|meldung)?\b|abwesend\b"
    r"|nicht im büro"
    r"|r[ée]ponse automatique|absence du bureau|absent(?:e)? du bureau|message d'absence|en congé"
    r"|respuesta autom[áa]tica|fuera de (?:la )?oficina|ausente de la oficina|ausencia\s*(?:[:!]|$)"
    r"|resposta autom[áa]tica|fora do escrit[óo]rio|aus[êe]ncia\s*(?:[:!]|$)"
    r"|otomatik (?:yanıt|cevap)|ofis dışında|izindeyim|dışarıdayım"
    r"|risposta automatica|fuori (?:sede|ufficio)|assenza\s*(?:[:!]|$)|automatisch antwoord|afwezig(?:heid)?\b"
    r"|automatiskt svar|frånvaro\s*(?:[:!]|$)|automatisk svar|autosvar|fravær\s*(?:[:!]|$)"
    r"|automaattinen vastaus|poissa\s*(?:[:!]|$)"
    r"|automatyczna odpowied[źz]|nieobecno[śs][ćc]\s*(?:[:!]|$)|automatick[áa] odpov[ěe][ďd]"
    r"|автоматический ответ|автоответ"
    r"|нет на месте|вне офиса|автоматична відповідь|自动回复|自動回覆|自動返信|不在|자동 회신|부재중"
    r"|رد تلقائي|الرد التلقائي|رد آلي|خارج المكتب|خارج العمل|في إجازة|إجازة\s*(?:[:!]|$)"
    r"|پاسخ خودکار|خارج از دفتر|خارج از محل کار|در مرخصی|مرخصی\s*(?:[:!]|$)"
    r")"
)
_BOUNCE: Final = (
    r"(?:undeliver(?:ed|able)(?:\s*:| (?:mail|message|e-?mail))"
    r"|mail (?:delivery|system) (?:fail|error|problem|status|subsystem)"
    r"|delivery (?:status notification|failure|report|has failed|notification|unsuccessful|problem)"
    r"|returned mail|failure notice|fail(?:ed|ure) (?:to deliver|mail|delivery)|message delivery (?:fail|has)"
    r"|mail could not be delivered|non[- ]?delivery|non remis|unzustellbar|nicht zustellbar"
    r"|nachricht konnte nicht"
    r"|delivery delayed|warning: (?:could not send|message)|could not (?:send|deliver)|mailer[- ]daemon"
    r"|notification d'[ée]tat|rapport de non|no se (?:pudo|puede) entregar|devoluci[óo]n de correo"
    r"|mancata consegna"
    r"|teslim edilemedi|iletilemedi|не ?доставлен|недоставленное|تعذر التسليم|لم يتم التسليم|تحویل نشد"
    r"|عدم تحویل"
    r"|配信不能|無法傳遞|退信)"
)
_RECEIPT: Final = (
    r"(?:read:|not read:|gelesen:|lu ?: |leído:|letto:|okundu:|прочитано:|تمت القراءة|خوانده شد)"
)
#: What mailing-list programs and complaint desks write about a message.
_REPORT: Final = r"(?:loop alert:|complaint about message from \d)"
_SHAPE: Final = re.compile(
    rf"\s*(?:(?P<out_of_office>{_OUT_OF_OFFICE})|(?P<bounce>{_BOUNCE})|(?P<receipt>{_RECEIPT})|(?P<report>{_REPORT}))",
    re.IGNORECASE,
)


def machine_subject(raw: str) -> str:
    """Which machine's phrase a raw subject begins with: out_of_office, bounce, receipt, report, or "" for none."""
    if not raw:
        return ""
    found = _SHAPE.match(decode(raw) if "=?" in raw or not raw.isascii() else raw)
    return found.lastgroup or "" if found else ""
