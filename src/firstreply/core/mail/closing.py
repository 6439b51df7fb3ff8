"""Closing: a short message that only thanks or says goodbye, and is owed no answer."""

import re
from typing import Final

from firstreply.core.mail.vocabulary import fold

_MOST_WORDS: Final = 25
_LONGEST: Final = 400

# Words that close a conversation: at least one has to be there.
_CLOSING_WORDS: Final = """
    thanks thank thankyou thx ty tks cheers bye goodbye شكرا شكراً مشكور مشكورة مشكورين أشكرك اشكرك
    أشكركم اشكركم تسلم يسلمو ممنون ممنونة وداعا ممنونم مرسی متشکرم متشکر سپاس سپاسگزارم سپاسگزار تشکر
    خداحافظ بدرود merci remerciements danke dankeschön dankesehr tschüss gracias adiós adios grazie
    arrivederci ciao obrigado obrigada teşekkürler teşekkür sağolun sağol bedankt dank dankjewel
    dankuwel doei спасибо благодарю пасибо спс
"""
# Words that may stand round them, in each of the languages.
_WORDS_BESIDE: Final = """
    a an and again all the so very much many million lot lots tons for you your u to too of it its is
    was this that that's got received have has had nice great good lovely wonderful perfect awesome
    excellent fantastic super brilliant ok okay noted understood sounds day weekend evening week night
    morning afternoon one quick prompt fast swift reply response answer email mail message help
    assistance support info information update time kind kindness best regards sincerely yours warm hi
    hello dear everyone team sir madam mr mrs ms really appreciated appreciate take care see soon i we
    am are my our everything in advance done enjoy happy confirming letting me us know جزيلا جزيلاً
    كثيرا كثيراً لك لكم لكِ على ردك ردكم سرعة الرد السريع الله يعطيك العافية خيرا خيراً جزاك جزاكم تمام
    ممتاز حسنا حسناً وصلت وصل الرسالة تم الاستلام مع السلامة تحياتي التحية أطيب التحيات يومك سعيد السلام
    عليكم و ورحمة وبركاته مرحبا أهلا عزيزي عزيزتي أخي أختي أستاذ السيد المساعدة مساعدتك لمساعدتك از شما
    لطف لطفتان پاسخ پاسختان سریع خیلی بسیار زیاد فراوان سلام باشید موفق روز خوبی خوش داشته دریافت شد
    عالی بود است باشه چشم جناب سرکار آقای خانم وقت بخیر عرض ادب با احترام ارادت دوست عزیز گرامی را
    می‌کنم میکنم برای همکاری راهنمایی کمک beaucoup bien vous à votre pour réponse rapide de la le les
    bonne bonjour bonsoir journée soirée cordialement parfait reçu d'accord au revoir bientôt madame
    monsieur toute l'équipe et infiniment tout aide salutations vielen vielmals herzlichen schön sehr
    für die schnelle antwort rückmeldung ihre deine hilfe alles klar perfekt prima gut guten tag hallo
    liebe lieber grüße grüsse gruß mit freundlichen freundliche viele beste schönen schönes wochenende
    noch ihnen dir und auf wiedersehen mfg lg vg einen muchas mil muy amable por su tu respuesta rápida
    ayuda todo perfecto vale saludos cordiales un saludo buen día buenos días buenas tardes hola muito
    mesmo pela pelo resposta ajuda tudo ótimo perfeito bom dia boa tarde olá abraço atenciosamente
    cumprimentos até logo e mille tante molto per risposta veloce l'aiuto tutto perfetto va bene buona
    giornata serata buongiorno salve cordiali saluti di nuovo ederim ederiz çok size sana hızlı
    cevabınız yanıtınız için iyi günler çalışmalar akşamlar tamam harika merhaba saygılar saygılarımla
    teşekkürlerimle je wel hartelijk heel veel voor het snelle antwoord reactie hulp oké goed fijn fijne
    dag avond groet groeten vriendelijke met hoi большое огромное вам тебе за быстрый ответ помощь всё
    все хорошо отлично понятно получил получила здравствуйте добрый день до свидания уважением с
    хорошего дня всего доброго
"""
# Words that turn thanks into a request, a doubt or a refusal.
_STOP_WORDS: Final = """
    please pls kindly but however not no dont don't can can't could would should need want when where
    how what which who why if unless until still yet send call let price quote instead unfortunately
    sorry cancel stop لكن ولكن هل متى كيف أين لماذا أرجو ارجو الرجاء ممكن يرجى أريد اريد لا ليس كم ما لم
    لطفا لطفاً اما ولی کی چطور کجا چرا آیا می\u200cخواهم میخواهم نیست نه چند چه bitte aber nicht kein
    wann wie wo können könnten brauche s'il svp mais pas quand comment pouvez pourriez besoin pero favor
    cuándo cómo puede podría necesito mas porém quando como pode poderia preciso ma però non come può
    potrebbe lütfen ama fakat değil ne nasıl nerede rica alstublieft maar niet wanneer hoe kunt
    пожалуйста но не когда как где можете нужно прошу
"""
_CLOSING: Final = frozenset(_CLOSING_WORDS.split())
_BESIDE: Final = frozenset(_WORDS_BESIDE.split())
_STOPS: Final = frozenset(_STOP_WORDS.split())
_GREETING: Final = frozenset(
    (
        "hi",
        "hello",
        "dear",
        "hallo",
        "liebe",
        "lieber",
        "bonjour",
        "hola",
        "olá",
        "ciao",
        "salve",
        "hoi",
        "beste",
    )
) | frozenset(("merhaba", "здравствуйте", "مرحبا", "عزيزي", "عزيزتي", "أهلا", "سلام", "جناب", "آقای", "خانم"))
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’\u200c-][^\W\d_]+)*")
_OPEN: Final = re.compile(r"[?؟？¿;]|\d|https?:|@|\[|…|\.\.\.")


def is_closing(new_text: str) -> bool:
    """Whether what someone newly wrote only thanks or says goodbye.

    English, Arabic, Persian, French, German, Spanish, Turkish, Italian, Portuguese, Dutch and Russian are known.

    Careful: a question mark, a figure, a link, a word of request or of doubt, or words outside the usual phrases
    mean False. Up to three unknown words may follow thanks or a greeting as names, with capitals where the script
    has them.
    """
    text = new_text.strip()
    if not text or len(text) > _LONGEST or _OPEN.search(text):
        return False
    words = _WORD.findall(text)
    folded = [fold(word).replace("’", "'") for word in words]
    if not 0 < len(folded) <= _MOST_WORDS or _STOPS.intersection(folded) or not _CLOSING.intersection(folded):
        return False
    first = next(n for n, word in enumerate(folded) if word in _CLOSING)
    unknown = [n for n, word in enumerate(folded) if word not in _CLOSING and word not in _BESIDE]
    return len(unknown) <= 3 and all(
        _is_name(words[n]) and (n > first or (n > 0 and folded[n - 1] in _GREETING)) for n in unknown
    )


def _is_name(word: str) -> bool:
    return word[0].isupper() or word[0].lower() == word[0].upper()
