"""What was asked of the API: how it was sent, how often, and what was there."""

from typing import Final

from firstreply.insights.reasons.marking import mark

REFUSALS: Final[dict[str, str]] = {
    "fields_invalid": mark(
        "Some fields are not accepted as they are; each is named under errors. Nothing was changed."
    ),
    "field_unknown": mark(
        "The field “{field}” is not known here. Remove it, or check its spelling. Nothing was changed."
    ),
    "not_found": mark("There is no such {what} here, or you may not see it. Check the id and the address."),
    "method_not_allowed": mark(
        "This address does not answer this method. The header Allow names those that it does."
    ),
    "request_refused": mark("The request was refused as it is. Nothing was changed."),
    "body_not_json": mark(
        "What was sent is not JSON: it is not understood from line {line}, column {column}. Nothing was kept."
    ),
    "body_too_large": mark(
        "What was sent is larger than the limit of {limit} bytes. Nothing was kept; send it in smaller parts."
    ),
    "length_missing": mark(
        "The request does not say how long it is. Send it with the header Content-Length."
    ),
    "content_type_unknown": mark(
        "What was sent is of the type “{found}”; {want} is needed here. Nothing was kept."
    ),
    "too_many_requests": mark(
        "That was too many requests in a short time. This one was not carried out; try again in {seconds} s."
    ),
    "database_away": mark(
        "The database does not answer right now. Nothing was changed; try again in a few seconds."
    ),
    "intake_full": mark(
        "More is arriving than can be stored right now. This was not taken; send it again in a few seconds."
    ),
    "defect": mark("Something failed on our side. Nothing was changed; tell your operator the request’s id."),
    "if_match_missing": mark(
        "The change does not say which version you saw. Send its ETag in the header If-Match. Nothing was "
        "changed."
    ),
    "if_match_malformed": mark(
        "The header If-Match is not understood. Send the ETag of the version you saw, as it came. Nothing was changed."
    ),
    "changed_meanwhile": mark(
        "Somebody changed this since you saw it. Nothing was overwritten; read it again, then repeat your "
        "change."
    ),
    "cursor_unknown": mark(
        "This is no place in this list. Take the value of “next” from the page before, or begin without one."
    ),
    "items_missing": mark("There is no list “{field}” in what was sent, or it is empty. Nothing was kept."),
    "items_too_many": mark(
        "“{field}” holds more than {limit} entries. Nothing was kept; send them in several requests."
    ),
    "live_full": mark(
        "As many screens are connected as this process can serve. Alerts still arrive; try again in a few "
        "seconds."
    ),
    "live_too_many": mark("You have {most} live screens open already. Close one, then try again."),
    "url_malformed": mark(
        "“{url}” is no web address that can be called. Write it as https://example.com/path."
    ),
    "delivery_not_failed": mark(
        "Only a delivery that failed can be sent again; this one is: {state}. Nothing was sent."
    ),
}
