"""Where its pages are."""

from django.urls import path

from firstreply.web.desk.lead import (
    attachment,
    change,
    clock,
    compose,
    done,
    html_mail,
    looking,
    owner,
    page,
    raw,
    snooze,
    speak,
    step,
    twin,
    undoing,
    why,
)

_ONE = "leads/<uuid:lead>"
_WAIT = f"{_ONE}/waits/<uuid:wait>"
_MAIL = f"{_ONE}/messages/<uuid:message>"
_REGISTERED = done, undoing  # what is said of acts, and takes them back, is there once their addresses are

urlpatterns = [
    path(_ONE, page.page),
    path(f"{_ONE}/write", compose.write),
    path(f"{_ONE}/draft", compose.keep),
    path(f"{_ONE}/looking", looking.look),
    path(f"{_ONE}/call", speak.call),
    path(f"{_ONE}/meeting", speak.meet),
    path(f"{_ONE}/note", speak.note),
    path(f"{_ONE}/steps", step.plan),
    path(f"{_ONE}/steps/<uuid:task>", step.finish),
    path(f"{_ONE}/field", change.field),
    path(f"{_ONE}/give", owner.give),
    path(f"{_ONE}/cover", owner.cover),
    path(f"{_ONE}/offers/<uuid:offer>", owner.claim),
    path(f"{_ONE}/stage", owner.stage),
    path(f"{_ONE}/snooze", snooze.snooze),
    path(f"{_ONE}/wake", snooze.wake),
    path(f"{_ONE}/files", attachment.lay),
    path(f"{_ONE}/enclose", attachment.enclose),
    path(f"{_ONE}/replies/<uuid:reply>/files/<uuid:file>", attachment.of_reply),
    path(f"{_ONE}/files/<uuid:file>", attachment.download),
    path(f"{_ONE}/files/<uuid:file>/away", attachment.take_away),
    path(f"{_ONE}/like", twin.choose),
    path(f"{_ONE}/like/<uuid:other>", twin.compare),
    path(f"{_ONE}/like/<uuid:other>/merge", twin.merge),
    path(f"{_ONE}/apart/<uuid:suggestion>", twin.apart),
    path(f"{_ONE}/unmerge", twin.unmerge),
    path(f"{_WAIT}/why", why.page),
    path(f"{_WAIT}/<slug:what>", clock.act),
    path(_MAIL, html_mail.whole),
    path(f"{_MAIL}/page", html_mail.frame),
    path(f"{_MAIL}/raw", raw.page),
    path(f"{_MAIL}/files/<int:number>", attachment.of_mail),
    path("away", html_mail.away),
]
