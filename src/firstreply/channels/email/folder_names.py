"""What a folder's name says: sent mail, junk, drafts or trash, in the languages mail programs speak.

Source: the folder names of common mail programs and services in their own translations (Gmail, Outlook,
Exchange, Thunderbird, Apple Mail, Yahoo, Roundcube, Horde, the CMU Enron layout).
"""

import re
import unicodedata
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What a folder is for. `ALL` is a view of every message (Gmail's All Mail)."""

    PLAIN = "plain"
    SENT = "sent"
    JUNK = "junk"
    DRAFTS = "drafts"
    TRASH = "trash"
    ALL = "all"
    INBOX = "inbox"


_NAMES: Final[dict[Role, str]] = {
    Role.SENT: """
        sent|sent items|sent mail|sent messages|sent mails|sent email|sent folder|sent-mail
        my sent mail|المرسلة|المرسل|البريد المرسل|العناصر المرسلة|الرسائل المرسلة|بريد مرسل|مرسل
        ارسال شده|ارسال‌شده|ارسالی|ارسال شده‌ها|نامه‌های ارسالی|نامه‌های ارسال شده|موارد ارسال شده
        پیام‌های ارسالی|فرستاده شده|فرستاده‌شده|پیام‌های فرستاده شده|نامه‌های فرستاده شده
        پیام‌های ارسال شده|gesendet|gesendete|gesendete elemente|gesendete objekte
        gesendete nachrichten|gesendete e-mails|envoyés|envoyé|messages envoyés|éléments envoyés
        courrier envoyé|mails envoyés|enviados|enviado|elementos enviados|mensajes enviados
        correo enviado|correos enviados|itens enviados|mensagens enviadas|e-mails enviados
        e-mail enviado|enviadas|elements enviats|enviats|inviati|inviata|posta inviata
        elementi inviati|messaggi inviati|verzonden|verzonden items|verzonden berichten|verstuurd
        gönderilmiş|gönderilen|gönderilmiş öğeler|gönderilmiş postalar|gönderilmiş iletiler
        gönderilenler|отправленные|отправленное|отправлено|надіслані|надіслане|відправлені|изпратени
        poslano|poslane|wysłane|elementy wysłane|odeslané|odeslaná pošta|odoslané|odoslaná pošta
        elküldött|elküldött elemek|trimise|elemente trimise|poslato|skickat|skickade|skickade objekt
        sendt|sendte elementer|sendt post|sende elementer|lähetetyt|απεσταλμένα|נשלח|דואר שנשלח
        פריטים שנשלחו|भेजे गए|भेजा गया|بھیجا گیا|بھیجے گئے|已发送|已发送邮件|已傳送|寄件備份
        送信済み|送信済みアイテム|送信済みメール
        보낸 편지함|보낸편지함|보낸 메일함|terkirim|item terkirim|đã gửi|thư đã gửi|ส่งแล้ว|จดหมายที่ส่ง
        """,
    Role.JUNK: """
        junk|junk e-mail|junk email|junk mail|spam|bulk mail|bulk|quarantine|spam mail|spamverdacht
        البريد العشوائي|بريد عشوائي|البريد غير الهام|بريد غير هام|الرسائل غير المرغوب فيها|غير مرغوب
        سبام|مزعج|البريد المزعج|هرزنامه|هرز|اسپم|هرزنامه‌ها|ایمیل ناخواسته|پست الکترونیکی ناخواسته
        junk-e-mail|unerwünscht|unerwünschte werbung|werbung|courrier indésirable|indésirables
        pourriel|pourriels|correo no deseado|correo basura|no deseado|lixo eletrônico
        lixo electrónico|posta indesiderata|ongewenste e-mail|ongewenst|gereksiz|önemsiz
        önemsiz e-posta|gereksiz posta|istenmeyen|спам|нежелательная почта|небажана пошта
        wiadomości-śmieci|niechciane|nevyžádaná pošta|nevyžiadaná pošta|levélszemét|skräppost
        søppelpost|uønsket mail|roskaposti|ανεπιθύμητη αλληλογραφία|דואר זבל|垃圾邮件|垃圾郵件|迷惑メール|스팸
        스팸 편지함|정크 메일
        """,
    Role.DRAFTS: """
        drafts|draft|outbox|unsent messages|unsent|templates|المسودات|مسودات|مسودة|صندوق الصادر
        علبة الصادر|پیش‌نویس|پیش‌نویس‌ها|پیش نویس|پیش نویس ها|صندوق خروجی|entwürfe|entwurf
        postausgang|brouillons|brouillon|borradores|borrador|rascunhos|bozze|concepten|taslaklar
        taslak|черновики|чернетки|szkice|wersje robocze|koncepty|piszkozatok|utkast|kladder
        luonnokset|πρόχειρα|טיוטות|草稿|草稿箱|下書き|임시 보관함|임시보관함
        """,
    Role.TRASH: """
        trash|deleted|deleted items|deleted messages|bin|recycle bin|المهملات|سلة المهملات
        العناصر المحذوفة|المحذوفات|محذوفة|زباله‌دان|سطل زباله|زباله|حذف شده|حذف‌شده|موارد حذف شده
        حذف شده‌ها|papierkorb|gelöschte elemente|gelöscht|gelöschte objekte|corbeille
        éléments supprimés|messages supprimés|papelera|papelera de reciclaje|elementos eliminados
        lixeira|lixo|itens excluídos|itens eliminados|cestino|posta eliminata|prullenbak|prullenmand
        verwijderde items|çöp|çöp kutusu|silinmiş öğeler|корзина|удаленные|удалённые|кошик|kosz|koš
        kôš|lomtár|papperskorg|papirkurv|slettede elementer|roskakori|κάδος απορριμμάτων|אשפה|已删除
        已删除邮件|废件箱|ゴミ箱|휴지통
        """,
    Role.INBOX: """
        inbox|البريد الوارد|صندوق ورودی|صندوق دریافت|posteingang|boîte de réception
        bandeja de entrada|gelen kutusu
        """,
    Role.ALL: """
        all mail|all messages|archive all|alle nachrichten|tous les messages|كل البريد|همه نامه‌ها
        todos
        """,
}

_SEPARATORS: Final = re.compile(r"[\s_\-\u200c\u200f\u200e'’]+")
_SAME_LETTER: Final = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "أ": "ا", "إ": "ا", "آ": "ا"})
_SUFFIXES: Final = (
    ".mbox",
    ".mbx",
    ".mboxrd",
    ".mbs",
    ".sbd",
    ".eml",
    ".gz",
    ".xz",
    ".zst",
    ".bz2",
    ".zip",
    ".tar",
    ".tgz",
)


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).casefold().translate(_SAME_LETTER)
    return _SEPARATORS.sub("", plain)


_ROLES: Final[dict[str, Role]] = {
    _folded(name): role
    for role, names in _NAMES.items()
    for line in names.splitlines()
    for name in line.split("|")
    if name
}


def role_of(path: str, *, delimiters: str = "/") -> Role:
    """What the folder is for, by the last part of its path, else by the nearest part above that says so.

    `Sent/2025` and `INBOX.Sent` are sent mail; `[Gmail]/Sent Mail` too. File name endings do not count.
    """
    parts = [path]
    for delimiter in delimiters:
        parts = [piece for part in parts for piece in part.split(delimiter)]
    for part in reversed(parts):
        role = _ROLES.get(_folded(_bare(part)), Role.PLAIN)
        if role is not Role.PLAIN:
            return role
    return Role.PLAIN


def _bare(part: str) -> str:
    while part.lower().endswith(_SUFFIXES):
        part = part.rpartition(".")[0]
    return part
