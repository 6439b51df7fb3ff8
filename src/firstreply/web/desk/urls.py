"""Where the pages of the desk are."""

from django.urls import path

from firstreply.web.desk import asset, listing
from firstreply.web.desk.account import adding, approved, changing, consent, mailbox, raw
from firstreply.web.desk.begin import urls as begin
from firstreply.web.desk.file import failed, upload
from firstreply.web.desk.file import page as file_page
from firstreply.web.desk.form import designer, preview
from firstreply.web.desk.frame import urls as frame
from firstreply.web.desk.inbox import urls as inbox
from firstreply.web.desk.insight import urls as insight
from firstreply.web.desk.lead import urls as lead
from firstreply.web.desk.people import urls as people
from firstreply.web.desk.pipeline import urls as pipeline
from firstreply.web.desk.profile import urls as profile
from firstreply.web.desk.program import page as program
from firstreply.web.desk.rule import urls as rule
from firstreply.web.desk.search import urls as search
from firstreply.web.desk.shown import urls as shown
from firstreply.web.desk.teach import mapping, rules
from firstreply.web.desk.template import urls as template

_HOOK = "webhooks/<uuid:webhook>"
_FILE = "files/<uuid:file>"
_ROOMS = (
    begin, frame, inbox, insight, lead, people, pipeline, profile, rule, search, shown, template,
)  # fmt: skip
_ONE = "channels/<uuid:source>"

urlpatterns = [
    path("desk/<slug:stem>.<slug:digest>.<slug:ending>", asset.serve),
    path("channels", listing.page),
    path("channels/new", listing.choose),
    path("channels/new/<slug:kind>", adding.add),
    path(_ONE, changing.account),
    path(f"{_ONE}/check", changing.check),
    path(f"{_ONE}/tell", changing.tell),
    path(f"{_ONE}/secret", changing.renew),
    path(f"{_ONE}/switch", changing.switch),
    path(f"{_ONE}/test", changing.test),
    path(f"{_ONE}/again", changing.again),
    path(f"{_ONE}/compare", mailbox.compare),
    path(f"{_ONE}/connect", consent.ask),
    path("oauth/callback", consent.back),
    path(f"{_ONE}/form", designer.page),
    path(f"{_ONE}/form/preview", preview.page),
    path(f"{_ONE}/form/documents", preview.keep),
    path(f"{_ONE}/form/documents/<uuid:document>", preview.forget),
    path(f"{_ONE}/mapping", mapping.page),
    path(f"{_ONE}/rules", rules.page),
    path(f"{_ONE}/rules/drop", rules.drop),
    path(f"{_ONE}/templates", approved.page),
    path(f"{_ONE}/templates/again", approved.again),
    path("files", upload.listing),
    path("files/new", upload.new),
    path("files/begin", upload.begin),
    path(_FILE, file_page.page),
    path(f"{_FILE}/parts/<int:number>", upload.part),
    path(f"{_FILE}/stop", file_page.stop),
    path(f"{_FILE}/undo", file_page.take_back),
    path(f"{_FILE}/failed.csv", failed.download),
    path("webhooks", program.listing),
    path("webhooks/new", program.add),
    path(_HOOK, program.page),
    path(f"{_HOOK}/secret", program.renew),
    path(f"{_HOOK}/switch", program.switch),
    path(f"{_HOOK}/test", program.test),
    path(f"{_HOOK}/again", program.again),
    path(f"{_ONE}/arrivals/<uuid:arrival>", raw.page),
    *(pattern for room in _ROOMS for pattern in room.urlpatterns),
]
