"""The machine: settings, folders, ports, PostgreSQL, backups."""

from typing import Final

from firstreply.insights.reasons.marking import mark

REFUSALS: Final[dict[str, str]] = {
    "setting_unknown": mark("{path} has an unknown setting “{name}”. Known: {known}."),
    "setting_unreadable": mark("The setting {name} is “{value}” ({origin}); it must be {want}."),
    "setting_file_unreadable": mark("{path} is not understood: {reason}."),
    "setting_secret_unreadable": mark("{name} names {path}, which cannot be read: {reason}."),
    "home_not_writable": mark(
        "{path} cannot be written: {reason}. Choose another folder with FIRSTREPLY_HOME."
    ),
    "home_out_of_reach": mark(
        "The user {user} cannot enter {closed}, so the database cannot live in {path}. Choose another "
        "FIRSTREPLY_HOME."
    ),
    "system_user_missing": mark(
        "PostgreSQL does not run as root, and there is no user {user}. Run: {command}"
    ),
    "already_running": mark("FirstReply runs already with the home {home}. Nothing was started."),
    "port_in_use": mark("Port {port} on {host} is taken: {reason}. Free it, or choose another."),
    "postgres_missing": mark(
        "The programs of PostgreSQL {major} are not installed. Install FirstReply anew, or give a "
        "DATABASE_URL."
    ),
    "postgres_failed": mark("{program} failed: {reason}"),
    "postgres_other_version": mark(
        "{path} was made by PostgreSQL {had}; this is {has}. Restore a backup, or run the release that "
        "made it."
    ),
    "postgres_folder_not_ours": mark(
        "{path} does not belong to {user}. Give it to that user, or choose another FIRSTREPLY_HOME."
    ),
    "postgres_does_not_end": mark(
        "The process {pid} still uses {path} and does not end. End it, then start again."
    ),
    "postgres_did_not_start": mark("PostgreSQL in {path} did not start: {reason}"),
    "postgres_in_use": mark(
        "Another process uses the database in {path}. Wait for it to end, then try again."
    ),
    "postgres_too_old": mark("PostgreSQL {found} is too old. Use {oldest} or newer."),
    "database_unreachable": mark("The database cannot be reached: {reason}"),
    "database_login_too_weak": mark(
        "The login {login} may not prepare the database {database} ({reason}). Have a superuser run the "
        "commands shown above."
    ),
    "role_skips_row_security": mark(
        "The role {role} skips row-level security. Take SUPERUSER and BYPASSRLS away from it."
    ),
    "backup_needs_all_rows": mark(
        "The login {login} does not see every row, so no backup was made. Use a superuser or a role with "
        "BYPASSRLS."
    ),
    "backup_not_understood": mark("{path} is no whole backup: {reason}. Nothing was restored."),
    "restore_differs": mark("What was restored differs from the backup, so nothing was replaced: {tables}"),
    "database_not_empty": mark(
        "The database holds organisations, and nothing was replaced. Add --yes to replace it; the old one "
        "is kept aside."
    ),
    "database_in_use": mark("The database {database} is in use. End FirstReply first. Nothing was replaced."),
}
