"""Where its pages are."""

from django.urls import URLPattern, path

from firstreply.web.desk.template import approved, doing, editor, history, listing, looking, quick, undoing

__all__ = ["undoing", "urlpatterns"]

_ONE = "templates/<uuid:template>"
urlpatterns: list[URLPattern] = [
    path("templates", listing.page),
    path("templates/new", listing.new),
    path("templates/standard", listing.standard),
    path("templates/look", looking.look),
    path("templates/leads", looking.choice),
    path(_ONE, editor.page),
    path(f"{_ONE}/write", editor.write),
    path(f"{_ONE}/change", doing.change),
    path(f"{_ONE}/discard", doing.discard),
    path(f"{_ONE}/withdraw", doing.withdraw),
    path(f"{_ONE}/retire", doing.retire),
    path(f"{_ONE}/restore", doing.restore),
    path(f"{_ONE}/history", history.page),
    path(f"{_ONE}/back", history.back),
    path("leads/<uuid:lead>/quick", quick.page),
    path("leads/<uuid:lead>/quick/approved", approved.page),
]
