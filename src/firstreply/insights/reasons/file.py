"""Files with people in them."""

from typing import Final

from firstreply.insights.reasons.marking import mark

REFUSALS: Final[dict[str, str]] = {
    "file_empty": mark("There is nothing in this file."),
    "file_not_a_list": mark(
        "This is no list of people but {what}. Save it as CSV or XLSX, unpack it, or export it again."
    ),
    "file_encoding_unknown": mark("There are no letters called “{encoding}”. Choose one of: {known}."),
    "file_line_too_long": mark(
        "One line of this file has more than {limit} characters. This is no list, or its line breaks "
        "were lost."
    ),
    "file_quotes_broken": mark(
        "Too many rows open a quotation mark and never close it, the last one in line {row}. Export "
        "the file again."
    ),
    "file_unreadable": mark(
        "This workbook cannot be read ({reason}). If it has a password, take it off; or save it as CSV."
    ),
    "file_bomb": mark(
        "This workbook would unpack to {size} octets, more than any list of people. It was not opened."
    ),
    "file_too_large": mark(
        "A workbook may have {limit} octets at most. Save it as CSV: there is no limit for that."
    ),
    "file_sheet_unknown": mark("There is no sheet “{sheet}” in this workbook. It has: {known}."),
    "file_delimiter_unknown": mark("Cells cannot be divided by that. Choose one of: {known}."),
    "file_header_unknown": mark("There is no line {header} near the beginning that could name the columns."),
    "row_quote_open": mark(
        "A quotation mark opens in this row and is never closed. Close it or take it out."
    ),
    "row_too_wide": mark("This row has more columns than a list can have."),
    "row_unreachable": mark(
        "No e-mail address, phone number or customer number: nobody could be reached or recognised "
        "by this row."
    ),
    "card_too_large": mark("This card is larger than any business card, and was cut off."),
    "card_unreadable": mark("This card cannot be read as a vCard."),
    "number_rounded": mark(
        "A spreadsheet has rounded this number (4.9E+11): its last digits are lost. Format the "
        "column as text and export it again."
    ),
    "file_begun": mark("This file was begun already ({state}). Bring it as a new one to choose otherwise."),
    "file_part_unfit": mark("A part has a number from 0 to {most} and is not empty."),
    "file_incomplete": mark("Only {size} of {of} octets are here. Put the missing parts first."),
    "file_field_unknown": mark(
        "There is no field “{field}”. There are: {known}; and custom.* and social.* of your own."
    ),
    "file_column_unknown": mark("There is no column “{column}” in this file."),
    "file_dates_unknown": mark(
        "“{given}” is no way of writing dates. Say gregorian, jalali or hijri, a colon, and ymd, dmy or mdy."
    ),
    "file_dates_open": mark(
        "The dates in the column “{column}” can be read in more than one way. Choose: {choices}."
    ),
    "file_unmapped": mark(
        "No column says how anybody is reached. Choose the one with e-mail addresses, phone numbers "
        "or customer numbers."
    ),
    "file_over": mark("This file is {state}: there is nothing to begin, to stop or to take back."),
    "file_running": mark("“{name}” is still being brought. Stop it first, then take it back."),
    "option_not_a_pair": mark("“{given}” is not written as name=value."),
    "file_trial": mark(
        "It would create {created}, update {updated}, leave {repeated} as they are and skip "
        "{skipped} empty rows; {failed} cannot be taken."
    ),
    "file_brought": mark(
        "{created} created, {updated} updated, {repeated} known already, {skipped} empty; {failed} "
        "could not be taken."
    ),
    "file_undone": mark(
        "{withdrawn} leads are gone, {restored} are as they were before, {kept} stay because "
        "somebody dealt with them since."
    ),
}
