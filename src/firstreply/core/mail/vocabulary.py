"""Vocabulary: what mail programs write round quotations, in the languages they write it in."""

import re
import unicodedata
from typing import Final

_FIELDS: Final = {
    "from": """
        from|von|de|da|van|fra|från|lähettäjä|od|от|від|от кого|gönderen|kimden|из|expéditeur|remitente|
        mittente|afzender|avsändare|afsender|avsender|nadawca|feladó|expeditor|desde|remetente|από|
        absender|من|المرسل|مرسل|از|فرستنده|מאת|发件人|寄件人|寄件者|差出人|送信者|보낸 사람|보낸사람|
        dari|từ|person|de la|saatja|nuo
    """,
    "sent": """
        sent|date|gesendet|datum|envoyé|envoyé le|envoyé à|enviado|enviado el|enviada em|enviado em|
        fecha|data|inviato|verzonden|sendt|skickat|lähetetty|päiväys|päivämäärä|pvm|wysłano|wysłane|
        dato|отправлено|дата|надіслано|gönderildi|gönderilme tarihi|gönderim tarihi|tarih|odesláno|
        odoslané|elküldve|küldve|dátum|trimis|ημερομηνία|στάλθηκε|datum/tid|تم الإرسال|أرسلت|أُرسلت|
        مرسل في|تاريخ الإرسال|التاريخ|تاريخ|تاریخ|ارسال شده|ارسال|ارسال شده در|فرستاده شده|זמן|נשלח|
        תאריך|发送时间|發送時間|日期|时间|寄件日期|傳送時間|送信日時|日時|日付|보낸 날짜|날짜|보낸날짜|
        dikirim|tanggal|đã gửi|ngày|kuupäev|odoslano|poslano
    """,
    "to": """
        to|an|à|a|para|aan|til|till|vastaanottaja|saaja|do|komu|dla|кому|до|kime|alıcı|kimе|címzett|
        către|catre|destinatario|destinataire|empfänger|ontvanger|mottaker|modtager|mottagare|adresat|
        προς|für|per|إلى|الى|المستلم|به|گیرنده|אל|收件人|收件者|宛先|받는 사람|받는사람|kepada|đến|kam|
        prima|za|kellele
    """,
    "cc": """
        cc|kopie|copie|copia|cópia|kopia|kopi|kopio|dw|копия|копія|копии|bilgi|másolatot kap|kópia|κοιν|
        kopie (cc)|نسخة|نسخة إلى|نسخه|رونوشت|עותק|抄送|副本|抄送人|참조|tembusan|bcc|cci|cco|
        ukryta kopia
    """,
    "subject": """
        subject|betreff|objet|asunto|assunto|oggetto|onderwerp|emne|ämne|aihe|otsikko|temat|тема|konu|
        předmět|predmet|tárgy|subiect|θέμα|titre|الموضوع|موضوع|נושא|主题|主題|主旨|件名|标题|제목|
        perihal|subjek|chủ đề|tiêu đề|teema|tema|zadeva
    """,
    "reply_to": """
        reply-to|reply to|antwort an|répondre à|responder a|risposta|rispondi a|odpowiedz do|ответить|
        yanıtla|svar til|svara till|antwoorden aan|الرد على|رد إلى|پاسخ به|回复|回覆|返信先|
        responder para|vastausosoite
    """,
    "other": """
        importance|priority|attachments|anlagen|pièces jointes|wichtigkeit|prioridad|organization|
        in reply to
    """,
}

_VERBS: Final = """
    wrote|writes|said|schrieb|schreibt|écrit|ecrit|écrivait|escribió|escribio|escreveu|ha scritto|scrive|
    scritto|schreef|geschreven|skrev|skriver|kirjoitti|napisał(?:[(]a[)]|a)?|pisze|napsal(?:[(]a[)]|a)?|napísal(?:[(]a[)]|a)?|írta|
    a scris|yazdı|yazmış|написал(?:[(]а[)]|а)?|пишет|писал(?:[(]а[)]|а)?|пише|написав(?:[(]ла[)]|ла)?|написа|έγραψε|
    כתב|כתבה|كتب|كتبت|كتبَ|يكتب|نوشت|نوشته|نوشتید|va escriure|escrigué|kirjutas|rakstīja|rašė|napisao|napisala|
    je napisal|menulis|đã viết|idatzi|skrifaði
"""
_ENDINGS: Final = "写道|寫道|写到|寫到|写信|书写|書きました|のメッセージ|のメール|님이 작성|작성:|썼습니다"
#: "wrote": a verb that stands in an attribution line.
WROTE: Final = re.compile(
    rf"(?<!\w)(?:{'|'.join(map(str.strip, _VERBS.split('|')))})(?!\w)|{_ENDINGS}",
    re.IGNORECASE,
)

_ORIGINAL: Final = """
    original message|original appointment|reply message|ursprüngliche nachricht|originalnachricht|
    ursprungliche nachricht|ursprünglicher termin|message d'origine|message d’origine|message original|
    message initial|courriel original|mensaje original|messaggio originale|oorspronkelijk bericht|
    origineel bericht|mensagem original|исходное сообщение|оригинальное сообщение|
    первоначальное сообщение|orijinal mesaj|özgün ileti|orijinal ileti|ursprungligt meddelande|
    originalmeddelande|opprinnelig melding|original melding|oprindelig meddelelse|oprindelig besked|
    opprinnelig beskjed|original meddelelse|alkuperäinen viesti|wiadomość oryginalna|
    oryginalna wiadomość|původní zpráva|pôvodná správa|eredeti üzenet|mesaj original|mesajul original|
    початкове повідомлення|оригінальне повідомлення|αρχικό μήνυμα|الرسالة الأصلية|رسالة أصلية|پیام اصلی|
    نامه اصلی|ایمیل اصلی|הודעה מקורית|原始邮件|原始郵件|原邮件|原始信息|元のメッセージ|
    オリジナルメッセージ|원본 메시지|원본 메일|pesan asli|thư gốc|missatge original|antwort nachricht|
    mensagem anterior|message précédent
"""
_FORWARDED: Final = """
    forwarded message|begin forwarded message|forwarded by|start of forwarded|weitergeleitete nachricht|
    anfang der weitergeleiteten|weitergeleitet von|message transféré|message réexpédié|
    début du message transféré|début du message réexpédié|mensaje reenviado|
    inicio del mensaje reenviado|messaggio inoltrato|inizio messaggio inoltrato|doorgestuurd bericht|
    begin doorgestuurd bericht|mensagem encaminhada|mensagem reencaminhada|
    início da mensagem encaminhada|пересылаемое сообщение|пересланное сообщение|пересланное письмо|
    начало переадресованного|пересылаемое письмо|iletilen ileti|yönlendirilen ileti|iletilmiş mesaj|
    yönlendirilmiş|iletilen mesaj|vidarebefordrat meddelande|vidarebefordrat brev|videresendt melding|
    videresendt meddelelse|videresendt besked|videresendte melding|start på videresendt|
    edelleenlähetetty|välitetty viesti|wiadomość przekazana dalej|przekazana wiadomość|
    początek przekazywanej|přeposlaná zpráva|továbbított üzenet|mesaj redirecționat|
    переслане повідомлення|προωθημένο μήνυμα|رسالة معاد توجيهها|رسالة محولة|رسالة معاد إرسالها|
    الرسالة المعاد توجيهها|بدء الرسالة المعاد توجيهها|بداية الرسالة المعاد|پیام هدایت‌شده|
    پیام هدایت شده|پیام بازارسال|پیام ارسال‌شده|پیام فوروارد|نامه ارجاع|הודעה שהועברה|转发的邮件|
    转发邮件|轉寄郵件|轉寄的郵件|被转发的邮件|已转发邮件|転送されたメッセージ|転送メッセージ|
    전달된 메시지|전달된 메일|pesan terusan|pesan yang diteruskan|thư chuyển tiếp|thư đã chuyển tiếp|
    missatge reenviat
"""
_SENT: Final = (
    r"sent (?:from|via|with|by|using) |from my (?:iphone|ipad|phone|mobile|android|blackberry)|\w{1,20} from mobile\b",
    r"get \[?outlook for|hol dir outlook|télécharger outlook|obtenir outlook|obtener outlook|obter o outlook",
    r"scarica outlook|download outlook|outlook voor|envoyé (?:depuis|de|à partir|avec|par) ",
    r"von (?:meinem|meiner) .{1,60}gesendet|gesendet (?:von|mit|aus|über) |diese nachricht wurde (?:von|mit) ",
    r"enviado (?:desde|do|de|pelo|a partir|via|con|com) |inviato (?:da|dal|dall|con|tramite)",
    r"verzonden (?:met|vanaf|via|vanuit) |verstuurd vanaf|sendt fra|skickat från|skickades från|lähetetty ",
    r"wysłan[eoy] (?:z|za)|отправлено (?:с|из|от)|надіслано (?:з|із)|posláno z|odesláno z|trimis de pe|küldve az? ",
    r"(?:ت?م? ?الإرسال|أُ?رسلت?|مُ?رسلة?|أرسل) (?:من|بواسطة|باستخدام)|(?:ارسال|فرستاده)[ \u200c]?شده (?:از|با|توسط)",
    r"στάλθηκε από|נשלח מ|(?:从|從|由|发自|發自|寄自).{0,30}(?:发送|發送|傳送|寄出|iphone|ipad|手机)|发自我的|發自我的",
)
#: Lines that a device or program adds below what was written.
SENT_FROM: Final = re.compile(rf"[\s<(*_\[—–-]{{0,6}}(?:{'|'.join(_SENT)})", re.IGNORECASE)
#: The same where it is the end of the line that tells.
SENT_FROM_ENDS: Final = (
    "dan gönderildi",
    "den gönderildi",
    "tan gönderildi",
    "ten gönderildi",
    "から送信",
    "에서 보냄",
)

_MARKS: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff*_\u0640]")
_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2)


def plain(text: str) -> str:
    """Text with ASCII digits and plain spaces, without emphasis marks and marks of direction."""
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFC", text).translate(_DIGITS)).replace("\u00a0", " ")
        text = text.replace("\u202f", " ").replace("：", ":").replace("，", ",")
    return text.replace("*", "")


def fold(text: str) -> str:
    """`plain` in lower case, of the same length."""
    return plain(text).replace("İ", "i").lower()


#: What stands on the line above a quoted or a forwarded original, folded.
ORIGINAL: Final = tuple(fold(phrase).strip() for phrase in _ORIGINAL.split("|"))
FORWARDED: Final = tuple(fold(phrase).strip() for phrase in _FORWARDED.split("|"))
DIVIDERS: Final = frozenset((*ORIGINAL, *FORWARDED))


#: Names of the fields of a quoted header block, folded, each with what it means.
LABELS: Final = {fold(word).strip(): field for field, words in _FIELDS.items() for word in words.split("|")}


def label(line: str) -> tuple[str, str] | None:
    """The field and the value of a line such as `Von: someone`; None where it begins with no known label."""
    colon = line.find(":", 0, 50)
    wide = line.find("：", 0, 50)
    if colon < 0 or (0 <= wide < colon):
        colon = wide
    if colon <= 0:
        return None
    field = LABELS.get(" ".join(fold(line[:colon]).replace("_", " ").split()).strip())
    return (field, line[colon + 1 :].strip(" \t*_\u00a0\u200e\u200f")) if field else None
