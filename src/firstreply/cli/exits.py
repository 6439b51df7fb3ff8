"""Exit codes, the same for every command: 0 ok, 1 failed, 2 usage, 3 not found, 4 conflict, 5 temporary."""

import sys
from typing import Final

from firstreply.core.refusal import Refused

FAILED: Final = 1
USAGE: Final = 2
NOT_FOUND: Final = 3
CONFLICT: Final = 4
TEMPORARY: Final = 5
INTERRUPTED: Final = 130  #: as shells number an end by Ctrl-C

_CODES: Final = {
    "source_not_found": NOT_FOUND,
    "file_not_found": NOT_FOUND,
    "imap_no_such_folder": NOT_FOUND,
    "file_exists": CONFLICT,
    "output_is_source": CONFLICT,
    "imap_folder_changed": TEMPORARY,
    "imap_unreachable": TEMPORARY,
    "disk_full": FAILED,
    "file_not_written": FAILED,
    "source_not_readable": FAILED,
    "secret_file_not_readable": FAILED,
    "imap_login_failed": FAILED,
    "imap_tls_failed": FAILED,
    "interrupted": INTERRUPTED,
    "already_running": CONFLICT,
    "port_in_use": CONFLICT,
    "database_not_empty": CONFLICT,
    "database_unreachable": TEMPORARY,
    "database_in_use": TEMPORARY,
    "postgres_in_use": TEMPORARY,
    "arrival_not_found": NOT_FOUND,
    "organisation_not_found": NOT_FOUND,
    "organisation_unknown": NOT_FOUND,
    "member_unknown": NOT_FOUND,
    "token_not_found": NOT_FOUND,
    "arrival_not_quarantined": CONFLICT,
    "name_taken": CONFLICT,
    "postgres_did_not_start": FAILED,
    "postgres_failed": FAILED,
    "postgres_missing": FAILED,
    "postgres_other_version": FAILED,
    "postgres_folder_not_ours": FAILED,
    "postgres_does_not_end": FAILED,
    "postgres_too_old": FAILED,
    "setting_secret_unreadable": FAILED,
    "home_not_writable": FAILED,
    "home_out_of_reach": FAILED,
    "system_user_missing": FAILED,
    "database_login_too_weak": FAILED,
    "role_skips_row_security": FAILED,
    "backup_needs_all_rows": FAILED,
    "backup_not_understood": FAILED,
    "restore_differs": FAILED,
}


def say(refused: Refused, lang: str = "en") -> int:
    """Say why on stderr, in words; the code that belongs to it (2 where no other does)."""
    from firstreply.insights import words

    known = words.use(lang if lang in words.LANGUAGES else "en")
    sys.stderr.write(f"firstreply: {known.for_refusal(refused.code, dict(refused.facts))}\n")
    return _CODES.get(refused.code, USAGE)
