"""`demo` writes the sample archive, and nothing of anybody else's."""

from pathlib import Path

from tests.cli.conftest import Firstreply

NAMES = ["inbox.mbox", "sent.mbox", "team.json"]


def test_the_same_seed_gives_the_same_octets(firstreply: Firstreply, tmp_path: Path) -> None:
    for name in ("one", "two"):
        done = firstreply("demo", tmp_path / name, "--days", "10")
        assert (done.code, done.out) == (0, b"")
        assert done.err.split() == [str(tmp_path / name / file) for file in NAMES]
    made = [[(tmp_path / name / file).read_bytes() for file in NAMES] for name in ("one", "two")]
    assert made[0] == made[1]
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == NAMES


def test_it_may_be_written_again_but_not_over_other_mail(firstreply: Firstreply, tmp_path: Path) -> None:
    words = ("demo", tmp_path, "--days", "10")
    assert [firstreply(*words).code, firstreply(*words).code] == [0, 0]
    (tmp_path / "sent.mbox").write_text("mine")
    inbox = (tmp_path / "inbox.mbox").read_bytes()
    done = firstreply(*words, "--seed", "8")
    assert (done.code, (tmp_path / "sent.mbox").read_text()) == (4, "mine")
    assert (tmp_path / "inbox.mbox").read_bytes() == inbox
    assert firstreply(*words, "--seed", "8", "--yes").code == 0
    assert (tmp_path / "sent.mbox").read_bytes().startswith(b"From ")


def test_a_place_that_cannot_be_is_said(firstreply: Firstreply, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = firstreply("demo", tmp_path / "file" / "folder")
    assert (done.code, "could not be written" in done.err) == (1, True)
