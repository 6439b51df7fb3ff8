"""Column names: what people call each field in the first line of a list, in many languages. Folded, words only."""

from collections.abc import Mapping
from typing import Final

#: Columns that a list of failed rows has besides its own: mended, it is brought again without them.
ROW, WHY = "row", "why not taken"
#: Field -> names. `first_name` and `last_name` are parts of a name; "" is a column that says nothing about a person.
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "first_name": (
        "first name", "firstname", "given name", "forename", "vorname", "prenom", "nombre de pila", "nome proprio",
        "voornaam", "ad", "isim", "имя", "الاسم الاول", "الاسم الأول", "نام کوچک",
    ),
    "last_name": (
        "last name", "lastname", "surname", "family name", "nachname", "familienname", "nom de famille", "apellido",
        "apellidos", "cognome", "sobrenome", "achternaam", "soyad", "soyadi", "фамилия", "اسم العائلة", "اللقب",
        "نام خانوادگی", "فامیلی",
    ),
    "name": (
        "name", "full name", "fullname", "contact", "contact name", "person", "lead", "lead name", "customer name",
        "client", "display name", "attendee", "attendee name", "visitor", "visitor name", "kontakt", "ansprechpartner",
        "vollstandiger name", "nom", "nom complet", "nombre", "nombre completo", "nome", "nome completo", "naam",
        "ad soyad", "adi soyadi", "фио", "الاسم", "الاسم الكامل", "اسم العميل", "اسم", "نام", "نام و نام خانوادگی",
        "نام کامل", "نام مشتری", "formatted name", "fn",
    ),
    "company": (
        "company", "company name", "organisation", "organization", "organisation name", "organization name", "firm",
        "account", "account name", "employer", "business", "firma", "firmenname", "unternehmen", "organisationsname",
        "societe", "entreprise", "empresa", "compania", "azienda", "societa", "bedrijf", "sirket", "компания",
        "الشركة", "اسم الشركة", "المؤسسة", "شرکت", "نام شرکت", "سازمان",
    ),
    "emails": (
        "email", "e mail", "mail", "email address", "e mail address", "emailaddress", "work email", "business email",
        "personal email", "e mail value", "primary email", "email adresse", "e mail adresse", "mailadresse", "courriel",
        "adresse e mail", "adresse email", "correo", "correo electronico", "posta elettronica", "e posta", "eposta",
        "почта", "электронная почта", "البريد", "البريد الالكتروني", "البريد الإلكتروني", "ایمیل", "پست الکترونیک",
        "رایانامه",
    ),
    "phones": (
        "phone", "telephone", "tel", "mobile", "cell", "cellphone", "phone number", "telephone number", "mobile number",
        "mobile phone", "work phone", "business phone", "home phone", "phone value", "whatsapp", "whatsapp number",
        "telefon", "telefonnummer", "handy", "handynummer", "mobil", "mobilnummer", "mobiltelefon", "rufnummer",
        "telephone portable", "portable", "telefono", "movil", "celular", "cellulare", "telefone", "telefoon", "gsm",
        "cep", "cep telefonu", "телефон", "الهاتف", "رقم الهاتف", "الجوال", "رقم الجوال", "الموبايل", "هاتف", "جوال",
        "تلفن", "شماره تلفن", "شماره تماس", "موبایل", "شماره موبایل", "تلفن همراه", "همراه",
    ),
    "need": (
        "need", "message", "notes", "note", "comment", "comments", "inquiry", "enquiry", "question", "request",
        "description", "remarks", "details", "lead notes", "conversation notes", "nachricht", "anfrage", "bemerkung",
        "bemerkungen", "notiz", "notizen", "kommentar", "anliegen", "remarque", "commentaire", "demande", "mensaje",
        "comentario", "comentarios", "messaggio", "mesaj", "not", "сообщение", "комментарий", "الرسالة", "ملاحظات",
        "الطلب", "الاستفسار", "پیام", "توضیحات", "یادداشت", "درخواست",
    ),
    "product": (
        "product", "product interest", "interest", "interested in", "service", "item", "produkt", "interesse",
        "produit", "producto", "prodotto", "urun", "продукт", "المنتج", "الخدمة", "محصول", "خدمت",
    ),
    "segment": ("segment", "industry", "sector", "branche", "secteur", "sektor", "القطاع", "صنعت", "بخش"),
    "budget": ("budget", "estimated budget", "presupuesto", "butce", "бюджет", "الميزانية", "بودجه"),
    "deal_size": ("deal size", "deal value", "amount", "opportunity amount", "auftragswert", "قيمة الصفقة", "مبلغ"),
    "currency": ("currency", "wahrung", "devise", "moneda", "valuta", "para birimi", "валюта", "العملة", "ارز"),
    "authority": (
        "job title", "title", "position", "role", "job", "jobtitle", "organization title", "funktion", "stelle",
        "berufsbezeichnung", "fonction", "poste", "cargo", "puesto", "ruolo", "unvan", "должность", "المسمى الوظيفي",
        "المنصب", "الوظيفة", "سمت", "عنوان شغلی", "شغل",
    ),
    "timeframe": ("timeframe", "time frame", "purchase timeframe", "timeline", "zeitrahmen", "الاطار الزمني"),
    "tags": (
        "tags", "tag", "labels", "label", "categories", "category", "groups", "group membership", "lists", "kategorie",
        "kategorien", "gruppe", "etiquettes", "etiquetas", "etiketler", "метки", "الوسوم", "برچسب", "برچسب ها", "گروه",
    ),
    "language": (
        "language", "preferred language", "sprache", "langue", "idioma", "lingua", "dil", "язык", "اللغة", "زبان",
    ),
    "country": (
        "country", "country code", "country region", "nation", "land", "pays", "pais", "paese", "ulke", "страна",
        "الدولة", "البلد", "کشور",
    ),
    "region": (
        "region", "state", "province", "county", "state province", "bundesland", "provincia", "estado", "il",
        "регион", "المنطقة", "المحافظة", "استان",
    ),
    "city": (
        "city", "town", "locality", "stadt", "ort", "ville", "ciudad", "citta", "cidade", "sehir", "город", "المدينة",
        "شهر",
    ),
    "source": (
        "source", "lead source", "origin", "channel", "quelle", "herkunft", "origine", "origen", "kaynak", "источник",
        "المصدر", "منبع",
    ),
    "campaign": (
        "campaign", "utm campaign", "kampagne", "campagne", "campana", "kampanya", "кампания", "الحملة", "کمپین",
    ),
    "birthday": (
        "birthday", "birth date", "date of birth", "dob", "geburtstag", "geburtsdatum", "anniversaire",
        "date de naissance", "fecha de nacimiento", "dogum tarihi", "дата рождения", "تاريخ الميلاد", "تاریخ تولد",
    ),
    "customer_id": (
        "customer id", "customer number", "contact id", "lead id", "record id", "client id", "crm id", "kundennummer",
        "kunden nr", "numero client", "رقم العميل", "شماره مشتری", "کد مشتری",
    ),
    "occurred_at": (
        "scan time", "scan date", "scanned at", "scan date time", "capture time", "captured at", "date", "time",
        "timestamp", "date time", "datetime", "created", "created at", "created date", "created time", "create date",
        "creation date", "submitted", "submitted at", "submission date", "submitted on", "inquiry date", "received",
        "received at", "visit time", "datum", "uhrzeit", "erstellt", "erstellt am", "eingegangen am", "anfragedatum",
        "heure", "fecha", "hora", "data", "tarih", "дата", "التاريخ", "تاريخ", "الوقت", "تاريخ الطلب", "تاریخ",
        "زمان", "تاریخ ثبت", "تاریخ درخواست",
    ),
    "social.telegram": ("telegram", "تلگرام"),
    "social.instagram": ("instagram", "اینستاگرام"),
    "social.linkedin": ("linkedin", "linkedin url", "linkedin profile"),
    "social.skype": ("skype",),
    "custom.booth": ("booth", "stand", "booth number", "stand number", "messestand"),
    "custom.badge": ("badge", "badge id", "badge number", "badge code", "barcode", "qr code"),
    "custom.scanned_by": ("scanned by", "captured by", "rep", "staff"),
    "custom.rating": ("rating", "lead rating", "score", "temperature", "priority"),
    "custom.website": ("website", "web", "url", "web page", "homepage", "site web", "وب سایت", "الموقع"),
    "custom.address": ("address", "street", "street address", "strasse", "adresse", "anschrift", "العنوان", "آدرس"),
    "custom.postcode": ("zip", "zip code", "postal code", "postcode", "plz", "postleitzahl", "code postal", "کد پستی"),
    "": (
        "email type", "e mail type", "phone type", "e mail label", "email label", "phone label", "no", "nr",
        "lfd nr", "ردیف", "photo", ROW, WHY,
    ),
}  # fmt: skip
