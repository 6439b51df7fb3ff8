"""What folder names say, in the languages of mail programs."""

import pytest

from firstreply.channels.email.folder_names import Role, role_of


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("Sent", Role.SENT),
        ("Sent Items", Role.SENT),
        ("sent-mail", Role.SENT),
        ("_sent_mail", Role.SENT),
        ("sent_items", Role.SENT),
        ("sent.mbox", Role.SENT),
        ("Sent.mbox.gz", Role.SENT),
        ("[Gmail]/Sent Mail", Role.SENT),
        ("Sent/2025", Role.SENT),
        ("Gesendete Elemente", Role.SENT),
        ("Messages envoyés", Role.SENT),
        ("المرسلة", Role.SENT),
        ("العناصر المرسلة", Role.SENT),
        ("ارسال شده", Role.SENT),
        ("ارسال‌شده", Role.SENT),
        ("ارسالي", Role.SENT),
        ("Gönderilmiş Öğeler", Role.SENT),
        ("已发送", Role.SENT),
        ("Junk E-mail", Role.JUNK),
        ("[Gmail]/Spam", Role.JUNK),
        ("البريد غير الهام", Role.JUNK),
        ("هرزنامه", Role.JUNK),
        ("Drafts", Role.DRAFTS),
        ("پیش‌نویس‌ها", Role.DRAFTS),
        ("Deleted Items", Role.TRASH),
        ("سطل زباله", Role.TRASH),
        ("INBOX", Role.INBOX),
        ("Sent/Inbox", Role.INBOX),
        ("Customers", Role.PLAIN),
        ("Presentations", Role.PLAIN),
        ("sentinel.mbox", Role.PLAIN),
        ("consent", Role.PLAIN),
    ],
)
def test_a_name_tells_the_role(path: str, role: Role) -> None:
    assert role_of(path) == role


def test_other_delimiters_part_the_levels_too() -> None:
    assert (role_of("INBOX.Sent", delimiters="."), role_of("INBOX.Sent")) == (Role.SENT, Role.PLAIN)
