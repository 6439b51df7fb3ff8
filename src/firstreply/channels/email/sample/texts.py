"""What people write in the sample archive, in English, Arabic and Persian."""

# ruff: noqa: E501 (sentences are kept whole)
from typing import Final, NamedTuple


class Texts(NamedTuple):
    """One language. `{p}` is a product, `{q}` a quantity, `{n}` the reader's or writer's name."""

    products: tuple[str, ...]
    subjects: tuple[str, ...]
    inquiries: tuple[str, ...]
    answers: tuple[str, ...]
    questions: tuple[str, ...]
    chasers: tuple[str, ...]
    thanks: tuple[str, ...]
    acknowledgement: tuple[str, str]
    out_of_office: tuple[str, str]
    wrote: str  #: the line above quoted text


ENGLISH: Final = Texts(
    products=("ceramic tiles", "saffron", "LED panels", "ball valves", "packaging film", "hand-woven carpets",
              "water pumps", "pistachios", "copper pipe", "shop shelving"),
    subjects=("Price for {p}", "Inquiry: {p}", "Quotation request - {p}", "Availability of {p}", "{p} for our new branch",
              "Question about {p}", "Samples of {p}?", "Delivery time for {p}", "Met you at the trade show: {p}"),
    inquiries=(
        "Hello,\n\nwe are looking for about {q} units of {p} for delivery next quarter. Could you send us your price\n"
        "list and the delivery time to our warehouse?\n\nKind regards\n{n}",
        "Dear sales team,\n\nwe saw your {p} at the fair and would like a quotation for {q} units, with and without\n"
        "installation. Who should we talk to?\n\nBest wishes\n{n}",
        "Hi,\n\ndo you have {p} in stock? We need {q} by the end of the month.\n\nThanks,\n{n}",
        "Good morning,\n\nour present supplier of {p} has closed. We order some {q} a month.\nFrom a price list to a\n"
        "contract we can move within a week.\n\n{n}",
    ),
    answers=(
        "Hello {n},\n\nthank you for your message. Yes, we can deliver {p}; the offer is below. Would a short call\n"
        "tomorrow suit you?\n\nBest regards",
        "Dear {n},\n\nhappy to help. For this quantity of {p} the lead time is three weeks. Which finish do you need?\n\nRegards",
        "Hi {n},\n\nwe have {p} in stock and can ship on Monday. I have attached nothing yet: tell me the address\n"
        "and I send the pro forma invoice.\n\nBest",
    ),
    questions=(
        "Thanks for the quick answer. What is the price if we take twice as many?\n\n{n}",
        "One more question: do you ship by sea, and which papers do we need?\n\n{n}",
        "Could you also quote for the larger size?\n\n{n}",
    ),
    chasers=(
        "Hello, did you receive my message below? We need to decide this week.\n\n{n}",
        "Just checking in on this. Is anybody there?\n\n{n}",
    ),
    thanks=("Thank you!", "Thanks, that is all we need.\n\n{n}", "Great, thank you very much."),
    acknowledgement=("We have received your message: {s}", "Thank you for writing. Our office is closed now; a colleague "
                     "will answer\non the next working day.\n\nNile & Alborz Trading"),
    out_of_office=("Automatic reply: {s}", "I am out of the office and will be back on Monday. Your message is not forwarded."),
    wrote="On {d}, {n} wrote:",
)  # fmt: skip
ARABIC: Final = Texts(
    products=("بلاط السيراميك", "الزعفران", "ألواح الإضاءة", "الصمامات الكروية", "أفلام التغليف", "السجاد اليدوي",
              "مضخات المياه", "الفستق", "أنابيب النحاس", "أرفف المتاجر"),
    subjects=("سعر {p}", "استفسار عن {p}", "طلب عرض سعر: {p}", "هل يتوفر لديكم {p}؟", "{p} لفرعنا الجديد",
              "سؤال بخصوص {p}", "عينات من {p}", "مدة توصيل {p}", "التقينا في المعرض: {p}"),
    inquiries=(
        "السلام عليكم،\n\nنبحث عن نحو {q} وحدة من {p} للتوريد في الربع القادم. نرجو إرسال قائمة الأسعار ومدة\n"
        "التوصيل إلى مخازننا.\n\nمع التحية\n{n}",
        "السادة قسم المبيعات،\n\nشاهدنا {p} في جناحكم بالمعرض ونرغب في عرض سعر لعدد {q}، مع التركيب وبدونه.\n"
        "مع من نتواصل؟\n\nولكم جزيل الشكر\n{n}",
        "مرحباً،\n\nهل يتوفر {p} في المخزون؟ نحتاج {q} قبل نهاية الشهر.\n\nشكراً\n{n}",
    ),
    answers=(
        "الأستاذ/ة {n}،\n\nشكراً لتواصلكم معنا. نعم، يمكننا توريد {p}، والعرض أدناه. هل يناسبكم اتصال قصير غداً؟\n\nمع التحية",
        "مرحباً {n}،\n\nيسعدنا خدمتكم. مدة توريد هذه الكمية من {p} ثلاثة أسابيع. أي تشطيب تفضلون؟\n\nتحياتي",
        "أهلاً {n}،\n\n{p} متوفر ويمكن شحنه يوم الأحد. أرسلوا لنا العنوان لنعد الفاتورة المبدئية.\n\nمع الشكر",
    ),
    questions=(
        "شكراً على سرعة الرد. كم يصبح السعر إذا ضاعفنا الكمية؟\n\n{n}",
        "سؤال آخر: هل الشحن بحري؟ وما الأوراق المطلوبة؟\n\n{n}",
        "هل يمكن إضافة سعر المقاس الأكبر؟\n\n{n}",
    ),
    chasers=(
        "السلام عليكم، هل وصلتكم رسالتي أدناه؟ علينا اتخاذ القرار هذا الأسبوع.\n\n{n}",
        "للتذكير بطلبي السابق. بانتظار ردكم.\n\n{n}",
    ),
    thanks=("شكراً جزيلاً!", "شكراً، هذا كل ما نحتاجه.\n\n{n}", "ممتاز، شكراً لكم."),
    acknowledgement=("استلمنا رسالتكم: {s}", "شكراً لمراسلتنا. مكتبنا مغلق الآن، وسيرد عليكم أحد الزملاء في يوم العمل "
                     "القادم.\n\nشركة النيل وألبرز للتجارة"),
    out_of_office=("رد تلقائي: {s}", "أنا خارج المكتب وسأعود يوم الأحد."),
    wrote="في {d} كتب {n}:",
)  # fmt: skip
PERSIAN: Final = Texts(
    products=("کاشی سرامیکی", "زعفران", "پنل ال‌ای‌دی", "شیر توپی", "فیلم بسته‌بندی", "فرش دستباف", "پمپ آب", "پسته",
              "لوله مسی", "قفسه فروشگاهی"),
    subjects=("قیمت {p}", "استعلام {p}", "درخواست پیش‌فاکتور: {p}", "موجودی {p}", "{p} برای شعبه جدید ما",
              "پرسش درباره {p}", "نمونه {p}", "زمان تحویل {p}", "آشنایی در نمایشگاه: {p}"),
    inquiries=(
        "با سلام،\n\nبرای فصل آینده به حدود {q} عدد {p} نیاز داریم. لطفاً فهرست قیمت و زمان تحویل به انبار ما را\n"
        "بفرستید.\n\nبا احترام\n{n}",
        "واحد محترم فروش،\n\n{p} شما را در نمایشگاه دیدیم و برای {q} عدد، با نصب و بدون نصب، پیش‌فاکتور می‌خواهیم.\n"
        "با چه کسی صحبت کنیم؟\n\nسپاسگزارم\n{n}",
        "سلام،\n\n{p} موجود دارید؟ تا پایان ماه {q} عدد لازم داریم.\n\nممنون\n{n}",
    ),
    answers=(
        "{n} عزیز،\n\nاز پیام شما سپاسگزاریم. بله، {p} را تأمین می‌کنیم؛ پیشنهاد ما در زیر آمده است. فردا برای گفت‌وگوی\n"
        "کوتاه مناسب است؟\n\nبا احترام",
        "سلام {n}،\n\nبا کمال میل. زمان تحویل این مقدار {p} سه هفته است. کدام مدل را می‌خواهید؟\n\nارادتمند",
        "سلام {n}،\n\n{p} موجود است و شنبه ارسال می‌شود. نشانی را بفرستید تا پیش‌فاکتور آماده شود.\n\nبا سپاس",
    ),
    questions=(
        "از پاسخ سریع شما ممنونم. اگر دو برابر بخریم قیمت چقدر می‌شود؟\n\n{n}",
        "یک پرسش دیگر: ارسال دریایی هم دارید؟ چه مدارکی لازم است؟\n\n{n}",
        "لطفاً قیمت اندازه بزرگ‌تر را هم بفرمایید.\n\n{n}",
    ),
    chasers=(
        "سلام، پیام زیر به دست شما رسید؟ این هفته باید تصمیم بگیریم.\n\n{n}",
        "جهت یادآوری درخواست قبلی. منتظر پاسخ شما هستیم.\n\n{n}",
    ),
    thanks=("سپاسگزارم!", "ممنون، همین کافی بود.\n\n{n}", "عالی است، خیلی متشکرم."),
    acknowledgement=("پیام شما رسید: {s}", "از پیام شما سپاسگزاریم. دفتر ما اکنون بسته است و همکاران ما در نخستین روز "
                     "کاری پاسخ می‌دهند.\n\nبازرگانی نیل و البرز"),
    out_of_office=("پاسخ خودکار: {s}", "در دفتر نیستم و روز شنبه برمی‌گردم."),
    wrote="در {d}، {n} نوشت:",
)  # fmt: skip
BY_LANGUAGE: Final = {"en": ENGLISH, "ar": ARABIC, "fa": PERSIAN}

NEWSLETTERS: Final = (
    (
        "Packaging Week",
        "This week in packaging: five trends",
        "Read all about films, boxes and labels in this issue.",
    ),
    ("نشرة التجارة", "أخبار المعارض لهذا الشهر", "مواعيد المعارض القادمة في المنطقة وأهم العروض."),
    ("خبرنامه صنعت", "تازه‌های صنعت ساختمان", "در این شماره: قیمت مصالح و رویدادهای ماه."),
)
SPAM: Final = (
    ("Best rankings for your site!!!", "We bring you to the first page in 7 days. Click now."),
    ("You have won a prize", "Send us your bank details to receive 1,000,000."),
    ("عرض خاص جداً لا يفوتك", "اربح الآن باستثمار بسيط."),
    ("وام فوری بدون ضامن", "همین حالا ثبت نام کنید."),
)
INTERNAL: Final = (
    (
        "Stock list for this week",
        "Hi all,\n\nthe new stock list is on the drive. Please check before you quote.",
    ),
    ("Meeting on Wednesday", "Moved to 10:30, same room."),
    (
        "Price change for copper pipe",
        "From Monday the new price applies. Old offers stay valid until Friday.",
    ),
)
