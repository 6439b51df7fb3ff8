"""Messengers, mappings and rules for portal mails."""

from typing import Final

from firstreply.insights.reasons.marking import mark

REFUSALS: Final[dict[str, str]] = {
    "whatsapp_window_closed": mark(
        "They last wrote by WhatsApp more than 24 hours ago, or never. Until they write again, only "
        "a template that Meta has approved can be sent: choose one."
    ),
    "recipient_wrong": mark(
        "{channel} knows nobody by this address. Choose another account, or correct the address."
    ),
    "template_wrong": mark(
        "The template's {field} does not fit. It needs a name, a language, and its parameters as a "
        "list or by name."
    ),
    "whatsapp_undeliverable": mark(
        "WhatsApp cannot deliver it: the number is not on WhatsApp, has blocked you, or uses an old "
        "version. Try another way."
    ),
    "whatsapp_to_ourselves": mark("The number is your own."),
    "whatsapp_not_a_test_number": mark(
        "With a test number, WhatsApp sends only to numbers that are listed at Meta. Add this one "
        "there, or use your own number."
    ),
    "whatsapp_account_locked": mark("Meta has locked the account. Its WhatsApp Manager says why."),
    "whatsapp_payment_wanted": mark("Meta wants a means of payment for this account before it sends more."),
    "whatsapp_held_back": mark(
        "Meta did not deliver it, to spare this person another marketing message. Write later, or by "
        "another way."
    ),
    "whatsapp_marketing_unwanted": mark("They have stopped marketing messages from you on WhatsApp."),
    "whatsapp_template_parameters": mark(
        "The parameters do not fit the template: their number or kind is another."
    ),
    "whatsapp_template_unknown": mark("Meta has no approved template of this name in this language."),
    "whatsapp_template_paused": mark(
        "Meta has paused or disabled the template, because readers complained. Choose another."
    ),
    "whatsapp_token_refused": mark(
        "Meta does not accept the access token any more. Make a new one for the system user and enter it."
    ),
    "whatsapp_rate_limited": mark("Meta takes no more messages at the moment; it is tried again by itself."),
    "whatsapp_failed": mark("WhatsApp did not deliver it and says no more."),
    "telegram_blocked": mark("They have blocked the bot on Telegram. Try another way."),
    "telegram_gone": mark("Telegram knows no such chat: they never wrote to the bot, or have left."),
    "telegram_forbidden": mark("Telegram does not allow the bot to write there."),
    "telegram_rate_limited": mark(
        "Telegram takes no more messages at the moment; it is tried again by itself."
    ),
    "telegram_token_refused": mark(
        "Telegram does not know this token any more. Ask @BotFather for the current one and enter it."
    ),
    "channel_unreachable": mark("The other side does not answer ({reason})."),
    "channel_token_refused": mark("The other side does not accept the token ({reason}). Enter a new one."),
    "channel_refused": mark("The other side refused: {reason}."),
    "channel_not_connected": mark(
        "The other side does not bring its messages here yet. Connect the account."
    ),
    "channel_undelivered": mark(
        "{pending_update_count} messages wait at the other side because this address did not take "
        "them: {reason}"
    ),
    "mail_rule_wrong": mark("The rule's {field} does not fit."),
    "mark_wrong": mark(
        "Mark {mark} lies outside of the text, is empty, lies over another, or is of no known field."
    ),
    "mark_without_anchor": mark(
        "Around mark {mark} ({field}) stands nothing that stays the same, so it cannot be found "
        "again. Mark it with its label before it, or leave it out."
    ),
    "example_not_understood": mark(
        "The example is neither JSON, nor a form, nor a text. Paste what the other side sends."
    ),
}
