"""A real Postfix of our own for a test: own configuration, own queue, a free loopback port, no trace left."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Final

BINARY: Final = "/usr/sbin/postfix"
_DAEMONS: Final = "/usr/lib/postfix/sbin"
_MAIN: Final = """
compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/data
command_directory = /usr/sbin
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
maillog_file = {home}/log/postfix
maillog_file_prefixes = {home}
myhostname = mx.firm.example
mydestination =
local_recipient_maps =
alias_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
disable_dns_lookups = yes
smtp_host_lookup = native
smtpd_peername_lookup = no
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = {logins}
mynetworks =
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
virtual_mailbox_domains = example.com, client.example
virtual_mailbox_base = {boxes}
virtual_mailbox_maps = inline:{{ {ours}={ours}/, ana@client.example=ana@client.example/ }}
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{uid}
virtual_minimum_uid = 100
transport_maps = inline:{{ gone.example=smtp:[127.0.0.1]:{refusing} }}
minimal_backoff_time = 1s
queue_run_delay = 1s
"""
_SERVICES: Final = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
_QUEUES: Final = (
    "active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved", "trace",
    "maildrop", "public",
)  # fmt: skip


class Postfix:
    """Started when made; `stop` ends it and removes its folder. Delivers into maildirs below `boxes`.

    Whoever logs in as Dovecot knows them (`logins` is its socket) may send anywhere. Mail to `gone.example` goes on to
    the server at `refusing`; what that refuses comes back as a report.
    """

    def __init__(
        self, *, boxes: Path, ours: str, uid: int, logins: Path, certificate: Path, key: Path, refusing: int
    ) -> None:
        self.home: Final = Path(tempfile.mkdtemp(prefix="fr-"))
        self.home.chmod(0o755)
        with socket.create_server(("127.0.0.1", 0)) as listening:
            self.port: Final = int(listening.getsockname()[1])
        self._folders()
        etc = self.home / "etc"
        etc.mkdir()
        (etc / "main.cf").write_text(
            _MAIN.format(home=self.home, daemons=_DAEMONS, boxes=boxes, ours=ours, uid=uid, logins=logins,
                         certificate=certificate, key=key, refusing=refusing)
        )  # fmt: skip
        (etc / "master.cf").write_text(_SERVICES.format(port=self.port))
        self._process: Final = subprocess.Popen(
            [f"{_DAEMONS}/master", "-c", str(etc), "-d"],
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "MAIL_CONFIG": str(etc)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._await_greeting()

    @staticmethod
    def missing() -> str:
        """Why no Postfix can be started here, or nothing."""
        if not os.access(BINARY, os.X_OK):
            return f"no Postfix at {BINARY}; scripts/install-test-tools installs it"
        return "" if os.getuid() == 0 else "Postfix starts as root only"

    def log(self) -> str:
        """What it wrote so far."""
        found = self.home / "log" / "postfix"
        return found.read_text(errors="replace") if found.exists() else ""

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self.home, ignore_errors=True)

    def _folders(self) -> None:
        own = pwd.getpwnam("postfix")
        (self.home / "log").mkdir()
        for name in ("data", "queue"):
            (self.home / name).mkdir(mode=0o755)
        os.chown(self.home / "data", own.pw_uid, own.pw_gid)
        os.chown(self.home / "log", own.pw_uid, own.pw_gid)
        (self.home / "queue" / "pid").mkdir(mode=0o755)
        for name in _QUEUES:
            (self.home / "queue" / name).mkdir(mode=0o700)
            os.chown(self.home / "queue" / name, own.pw_uid, own.pw_gid)

    def _await_greeting(self) -> None:
        until = time.monotonic() + 20
        while time.monotonic() < until and self._process.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=5) as line:
                    if line.recv(200).startswith(b"220"):
                        return
            except OSError:
                time.sleep(0.05)
        told = self.log()
        self.stop()
        raise RuntimeError(f"Postfix did not start: {told}")
