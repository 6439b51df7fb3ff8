"""One table of settings: default < file < environment, and a clear no to what is not understood."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from firstreply.core.refusal import Refused
from firstreply.site.commands.settings import documented
from firstreply.site.keys import VapidKey, setup_key
from firstreply.site.settings import gathered, load, table
from tests.docs.pages import ROOT


def given(home: Path, file: str = "", **environment: str) -> dict[str, str]:
    if file:
        (home / "firstreply.toml").write_text(file, "utf-8")
    return {"FIRSTREPLY_HOME": str(home), **environment}


def test_environment_is_stronger_than_file_and_file_than_default(tmp_path: Path) -> None:
    settings = load(given(tmp_path, "port = 9000\nhost = '0.0.0.0'", FIRSTREPLY_PORT="9001"))
    assert (settings.port, settings.host, settings.log_level) == (9001, "0.0.0.0", "info")


def test_each_value_says_where_it_came_from(tmp_path: Path) -> None:
    known = given(tmp_path, "port = 9000", FIRSTREPLY_HOST="::1")
    origins = {one.setting.name: one.origin for one in gathered(known)}
    assert {name: origins[name] for name in ("home", "port", "host", "region", "secret_key")} == {
        "home": "FIRSTREPLY_HOME",
        "port": str(tmp_path / "firstreply.toml"),
        "host": "FIRSTREPLY_HOST",
        "region": "default",
        "secret_key": "made",
    }


def test_database_url_needs_no_prefix_and_the_prefixed_one_is_stronger(tmp_path: Path) -> None:
    assert load(given(tmp_path, DATABASE_URL="postgresql://a/b")).database_url == "postgresql://a/b"
    both = given(tmp_path, DATABASE_URL="postgresql://a/b", FIRSTREPLY_DATABASE_URL="postgresql://c/d")
    assert load(both).database_url == "postgresql://c/d"


def test_secret_may_lie_in_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "smtp").write_text("smtp://user:word@host\n", "utf-8")
    known = given(tmp_path, FIRSTREPLY_SMTP_URL_FILE=str(tmp_path / "smtp"))
    assert load(known).smtp_url == "smtp://user:word@host"


def test_a_list_is_written_with_commas_or_as_a_list(tmp_path: Path) -> None:
    assert load(given(tmp_path, FIRSTREPLY_TRUSTED_PROXIES="10.0.0.1, ::1")).trusted_proxies == (
        "10.0.0.1",
        "::1",
    )
    assert load(given(tmp_path, "trusted_proxies = ['10.0.0.0/8']")).trusted_proxies == ("10.0.0.0/8",)


@pytest.mark.parametrize(
    ("file", "environment", "code", "name"),
    [
        ("prot = 9000", {}, "setting_unknown", "prot"),
        ("home = '/x'", {}, "setting_unknown", "home"),
        ("port = 'many'", {}, "setting_unreadable", "port"),
        ("port = true", {}, "setting_unreadable", "port"),
        ("port = -1", {}, "setting_unreadable", "port"),
        ("trusted_proxies = 3", {}, "setting_unreadable", "trusted_proxies"),
        ("log_level = 'loud'", {}, "setting_unreadable", "log_level"),
        ("", {"FIRSTREPLY_WEB_THREADS": "1.5"}, "setting_unreadable", "web_threads"),
        (
            "",
            {"FIRSTREPLY_SMTP_URL_FILE": "/no/such/file"},
            "setting_secret_unreadable",
            "FIRSTREPLY_SMTP_URL_FILE",
        ),
    ],
)
def test_what_is_not_understood_is_refused_by_name(
    tmp_path: Path, file: str, environment: dict[str, str], code: str, name: str
) -> None:
    with pytest.raises(Refused) as refused:
        load(given(tmp_path, file, **environment))
    assert (refused.value.code, refused.value.facts["name"]) == (code, name)


def test_a_file_that_is_no_toml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        load(given(tmp_path, "port: 9000"))
    assert refused.value.code == "setting_file_unreadable"


def test_a_refusal_does_not_repeat_a_secret(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        load(given(tmp_path, "secret_key = 12345"))
    assert "12345" not in str(refused.value)


def test_keys_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    first, second = load(given(tmp_path)), load(given(tmp_path))
    assert (first.secret_key, first.vapid_private_key) == (second.secret_key, second.vapid_private_key)
    modes = {name: stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("secret-key", "vapid-key")}
    assert modes == {"secret-key": 0o600, "vapid-key": 0o600}


def test_processes_that_make_a_key_at_once_agree_on_it(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: setup_key(tmp_path / "setup-key"), range(32)))
    assert len(keys) == 1


def test_public_push_key_is_the_point_that_belongs_to_the_private_one() -> None:
    # RFC 8291, appendix A: the keys of its example.
    private, public = (
        "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",
        ("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"),
    )
    assert VapidKey(private).public == public


def test_every_setting_is_in_the_documentation() -> None:
    page = (ROOT / "docs" / "settings.md").read_text("utf-8")
    assert documented() in page


def test_every_setting_has_a_meaning_and_a_name_of_its_own() -> None:
    lines = table()
    assert len({one.variable for one in lines}) == len(lines)
    assert [one.name for one in lines if not one.says] == []
