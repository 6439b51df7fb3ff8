"""Mail rules: how portals' notifications are read, learned from an example in which somebody marked what is what."""

from functools import partial
from typing import Any

from ninja import Router

from firstreply.api.asking import MARKETING, Asked, decides, now
from firstreply.api.auth import needs
from firstreply.api.mapping import told
from firstreply.api.problem import Problem
from firstreply.api.schemas_reading import Example, MailRuleLearn, MailRules, MailRuleTried, MailRuleTry
from firstreply.channels.phone import to_e164
from firstreply.core.access import Scope
from firstreply.core.capture import ruled
from firstreply.core.capture.learn_rule import Mark, learn
from firstreply.core.capture.parse_rules import Rule, found, rule_of
from firstreply.core.mail import Message, read
from firstreply.journey.organise.mail_rules import set_mail_rules
from firstreply.store.queries import identity
from firstreply.store.tenancy import acting

router = Router(tags=["Sources"])


@router.get(
    "/mail-rules", response=MailRules, auth=needs(Scope.READ), summary="Read the rules for portals' mails"
)
def list_rules(request: Asked) -> Any:
    """All of them, in the order in which they count."""
    with acting(request.auth.organisation):
        return {"rules": [one.to_dict() for one in identity.home().mail_rules]}


@router.put(
    "/mail-rules", response=MailRules, auth=needs(Scope.ADMIN), summary="Set the rules for portals' mails"
)
def set_rules(request: Asked, wanted: MailRules) -> Any:
    """These and no others, for mails from then on; mails of before are read anew when they are replayed."""
    at = now()
    with acting(request.auth.organisation):
        by = decides(request, at, roles=MARKETING)
        rules = set_mail_rules(wanted.model_dump()["rules"], by)
    return {"rules": [one.to_dict() for one in rules]}


@router.post(
    "/mail-rules/learn",
    response=MailRuleTried,
    auth=needs(Scope.READ),
    summary="Learn a rule from an example",
)
def learn_rule(request: Asked, example: MailRuleLearn) -> Any:
    """The rule that finds what was marked, and what it reads. Nothing is kept: set the rules for that."""
    text, _ = _read(example)
    marks = [Mark(one.start, one.end, one.field) for one in example.marks]
    rule = learn(text, marks, name=example.name, sender=example.sender, subject=example.subject)
    return _tried(request, rule, text, fits=True)


@router.post(
    "/mail-rules/preview", response=MailRuleTried, auth=needs(Scope.READ), summary="Try a rule on an example"
)
def try_rule(request: Asked, tried: MailRuleTry) -> Any:
    """What a rule reads in an example, and where. Nothing is kept."""
    rule = rule_of(tried.rule.model_dump())
    text, mail = _read(tried)
    sender = mail.sender[0].address if mail and mail.sender else tried.sender
    subject = mail.subject if mail else tried.subject
    return _tried(request, rule, text, fits=not (sender or subject) or rule.fits(sender, subject))


def _read(example: Example) -> tuple[str, Message | None]:
    """The text, and the mail it was taken from. Raises Problem 422 `example_not_understood`."""
    if example.raw:
        mail = read(example.raw.encode("utf-8", "replace"))
        return mail.text, mail
    if not example.text:
        raise Problem(422, "example_not_understood")
    return example.text, None


def _tried(request: Asked, rule: Rule, text: str, *, fits: bool) -> dict[str, Any]:
    with acting(request.auth.organisation):
        region = identity.home().region
    values = found(rule, text)
    person = ruled.read(rule, text, partial(to_e164, region=region))
    here = {one.field for one in values}
    return {
        "rule": rule.to_dict(),
        "text": text,
        "fits": fits,
        "found": [one._asdict() for one in values],
        "missing": [one.field for one in rule.fields if one.field not in here],
        "persona": person.person.to_dict(),
        "errors": told(request, person.errors),
    }
