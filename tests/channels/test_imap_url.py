"""What an IMAP URL says, and where the secret comes from."""

from pathlib import Path

import pytest

from firstreply.channels.email.imap import read_secret, read_url
from firstreply.channels.email.imap_login import Secret, Server
from firstreply.core.refusal import Refused


@pytest.mark.parametrize(
    ("url", "server", "folder"),
    [
        ("imaps://ann@mail.example.com", ("mail.example.com", 993, "ann", True, False), ""),
        (
            "imaps://ann%40example.com@mail.example.com/",
            ("mail.example.com", 993, "ann@example.com", True, False),
            "",
        ),
        (
            "imaps://ann@example.com@mail.example.com/",
            ("mail.example.com", 993, "ann@example.com", True, False),
            "",
        ),
        ("imap://ann@mail.example.com:1143/INBOX", ("mail.example.com", 1143, "ann", False, False), "INBOX"),
        ("imap://ann@localhost/Sent%20Items", ("localhost", 143, "ann", False, True), "Sent Items"),
        (
            "imap://ann@127.0.0.1/%5BGmail%5D/All%20Mail",
            ("127.0.0.1", 143, "ann", False, True),
            "[Gmail]/All Mail",
        ),
        ("imap://ann@[::1]:143/", ("::1", 143, "ann", False, True), ""),
        ("IMAPS://ann@mail.example.com", ("mail.example.com", 993, "ann", True, False), ""),
    ],
)
def test_a_url_names_server_user_and_folder(
    url: str, server: tuple[str, int, str, bool, bool], folder: str
) -> None:
    assert read_url(url) == (Server(*server), folder)


@pytest.mark.parametrize(
    "url",
    [
        "imaps://ann:hunter2@mail.example.com/",
        "imaps://ann:@mail.example.com/",
        "imaps://ann@h.example/?password=hunter2",
    ],
)
def test_a_password_in_the_url_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_url(url)

    assert refusal.value.code == "secret_in_url"
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize(
    "url", ["imaps://mail.example.com/", "imaps://ann@/", "imaps://ann@h:99999/", "imaps://ann@[::/"]
)
def test_a_url_without_user_or_host_is_refused(url: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_url(url)

    assert refusal.value.code == "imap_url_malformed"


SERVER = Server("mail.example.com", 993, "ann@example.com", True, False)


def test_a_token_comes_before_a_password_and_both_before_a_person() -> None:
    both = {"FIRSTREPLY_IMAP_TOKEN": "token", "FIRSTREPLY_IMAP_PASSWORD": "word"}

    assert read_secret(SERVER, both, lambda _: "typed") == Secret("token", True)
    assert read_secret(SERVER, {"FIRSTREPLY_IMAP_PASSWORD": "word"}, lambda _: "typed") == Secret(
        "word", False
    )
    assert read_secret(SERVER, {}, lambda shown: f"typed for {shown}") == Secret(
        "typed for imaps://ann%40example.com@mail.example.com", False
    )


def test_a_secret_is_read_from_a_file_without_its_last_line_end(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("pass word \n", encoding="utf-8")
    found = read_secret(SERVER, {"FIRSTREPLY_IMAP_PASSWORD_FILE": str(tmp_path / "secret")}, None)

    assert found == Secret("pass word ", False)


def test_a_missing_secret_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        read_secret(SERVER, {"FIRSTREPLY_IMAP_TOKEN_FILE": str(tmp_path / "none")}, None)

    assert (refusal.value.code, refusal.value.facts["variable"]) == (
        "secret_file_not_readable",
        "FIRSTREPLY_IMAP_TOKEN_FILE",
    )


def test_no_secret_at_all_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        read_secret(SERVER, {}, None)

    assert refusal.value.code == "imap_no_password"


def test_a_secret_does_not_show_itself() -> None:
    assert repr(Secret("hunter2", False)) == "Secret()"
