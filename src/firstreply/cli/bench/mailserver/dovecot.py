"""A real Dovecot of our own: own configuration, own folder, free loopback ports, no trace left."""

import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import Final

BINARY: Final = "/usr/sbin/dovecot"
USER: Final = "lead@example.com"
PASSWORD: Final = "گذرواژه pass word"  # noqa: S105 (of a server that lives for minutes)
_MAIL_ID: Final = 5000  #: Dovecot serves no mail as root: an id that owns nothing else

_CONFIGURATION: Final = """
protocols = imap
listen = 127.0.0.1
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
ssl = yes
ssl_cert = <{home}/cert.pem
ssl_key = <{home}/key.pem
disable_plaintext_auth = {refuses_plain}
auth_mechanisms = plain login
mail_location = maildir:{home}/mail/%u
mail_max_userip_connections = {connections}
maildir_very_dirty_syncs = no
first_valid_uid = 1
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {home}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox "Verschickt" {{
    special_use = \\Sent
    auto = create
  }}
  mailbox "Spamverdacht" {{
    special_use = \\Junk
    auto = create
  }}
  mailbox "Papierkorb" {{
    special_use = \\Trash
    auto = create
  }}
  mailbox "Drafts" {{
    special_use = \\Drafts
    auto = create
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
auth_failure_delay = 0
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""


class Dovecot:
    """Started when made; `stop` ends it and removes its folder. `more` is configuration of its own."""

    def __init__(self, *, refuses_plain: bool = False, connections: int = 50, more: str = "") -> None:
        # A short path: sockets below it may have 107 octets.
        self.home: Final = Path(tempfile.mkdtemp(prefix="fr-"))
        self.home.chmod(0o755)
        self.port, self.tls_port = _free_port(), _free_port()
        self._certificate()
        self._account()
        configuration = self.home / "dovecot.conf"
        configuration.write_text(
            self._configuration("yes" if refuses_plain else "no", connections) + more, encoding="utf-8"
        )
        self._process: Final = subprocess.Popen(  # noqa: S603 (our own words)
            [BINARY, "-F", "-c", str(configuration)], stderr=subprocess.PIPE, stdin=subprocess.DEVNULL
        )
        self._await_port()

    @property
    def certificate(self) -> str:
        return str(self.home / "cert.pem")

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stderr:
            self._process.stderr.close()
        shutil.rmtree(self.home, ignore_errors=True)

    def _certificate(self) -> None:
        subprocess.run(  # noqa: S603 (our own words)
            ["/usr/bin/openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
             "-subj", "/CN=localhost",
             "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
             "-keyout", str(self.home / "key.pem"), "-out", str(self.home / "cert.pem")],
            check=True, capture_output=True,
        )  # fmt: skip

    def _account(self) -> None:
        (self.home / "users").write_text(f"{USER}:{PASSWORD}\n", encoding="utf-8")
        (self.home / "users").chmod(0o644)
        mail = self.home / "mail"
        mail.mkdir(mode=0o755)
        if os.getuid() == 0:
            os.chown(mail, _MAIL_ID, _MAIL_ID)

    def renumber(self, folder: str = "") -> None:
        """Forget the numbers of all messages of a folder ("": the inbox): it gets another UIDVALIDITY.

        Connections that are open know nothing of it: drop them.
        """
        place = self.home / "mail" / USER / (f".{folder}" if folder else "")
        for one in (*place.glob("dovecot.index*"), *place.glob("dovecot-uidlist*")):
            one.unlink()

    def _configuration(self, refuses_plain: str, connections: int) -> str:
        is_root = os.getuid() == 0
        me, mine = pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name
        return _CONFIGURATION.format(
            home=self.home,
            refuses_plain=refuses_plain,
            connections=connections,
            internal="dovecot" if is_root else me,
            group="dovecot" if is_root else mine,
            login="dovenull" if is_root else me,
            uid=_MAIL_ID if is_root else os.getuid(),
            gid=_MAIL_ID if is_root else os.getgid(),
            port=self.port,
            tls_port=self.tls_port,
        )

    def _await_port(self) -> None:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.tls_port), timeout=1).close()
                return
            except OSError:
                if self._ended():
                    break
        log = (self.home / "log").read_text(errors="replace") if (self.home / "log").exists() else ""
        errors = self._process.stderr.read().decode() if self._ended() and self._process.stderr else ""
        self.stop()
        raise RuntimeError(f"Dovecot did not start: {errors}{log}")

    def _ended(self) -> bool:
        try:
            self._process.wait(timeout=0.05)
        except subprocess.TimeoutExpired:
            return False
        return True


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
