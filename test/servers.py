# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Starts database servers from Debian's packages for tests: in a new directory, on loopback, as an unprivileged user.

    with servers.PostgreSQL() as server:
        server.url                  # postgresql://hone:secret@127.0.0.1:34567/optuna, an empty database
        server.kill()               # kill -9, with all its processes
        server.start()              # again, on the same port and data

Leaving the `with` block stops the server and removes its directory, also after a failure.
"""

import glob
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

PASSWORD = "s3cret/pass:word@%"  # contains characters that a URL must encode
ENCODED_PASSWORD = "s3cret%2Fpass%3Aword%40%25"


def free_port():
    """Returns a port outside the ephemeral range, so that a killed server finds it free when it restarts."""
    while True:
        port = random.randrange(20000, 32768)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port


class Server:
    """Base of both servers. If we are root, the server runs as `user`, since servers refuse to run as root."""

    user = "nobody"

    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="hone-server-")
        self.data = os.path.join(self.directory, "data")
        self.port = free_port()
        self.process = None
        self.root = os.geteuid() == 0
        self.log = os.path.join(self.directory, "log")
        os.chmod(self.directory, 0o755)
        os.mkdir(self.data, 0o700)
        if self.root:
            who = pwd.getpwnam(self.user)
            for path in (self.directory, self.data):
                os.chown(path, who.pw_uid, who.pw_gid)

    def __enter__(self):
        try:
            self.prepare()
            self.start()
            self.create_database()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.kill()
        shutil.rmtree(self.directory, ignore_errors=True)

    def run(self, *command, **options):
        """Runs one of the server's own programs and waits for it."""
        done = subprocess.run(self.as_user(command), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, cwd=self.directory, **options)
        if done.returncode != 0:
            raise RuntimeError(f"{command[0]} ended with {done.returncode}: {done.stdout[-2000:]}")
        return done.stdout

    def as_user(self, command):
        if not self.root:
            return list(command)
        return ["setpriv", "--reuid", self.user, "--regid", str(pwd.getpwnam(self.user).pw_gid), "--clear-groups",
                "--", *command]

    def start(self):
        """Starts the server and returns once it answers."""
        assert self.process is None, "it runs"
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.as_user(self.command()), stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=log, cwd=self.directory, start_new_session=True)
        deadline = time.monotonic() + 60
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                with open(self.log, errors="replace") as log:
                    raise RuntimeError(f"{type(self).__name__} did not start: {log.read()[-2000:]}")
            time.sleep(0.05)

    def kill(self):
        """kill -9: data that the server has not written is lost."""
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        self.process = None

    def stop(self):
        """Shuts the server down gracefully."""
        self.process.send_signal(self.stop_signal)
        self.process.wait(60)
        self.process = None

    @property
    def url(self):
        return f"{self.scheme}://hone:{ENCODED_PASSWORD}@127.0.0.1:{self.port}/optuna"


class PostgreSQL(Server):
    scheme = "postgresql"
    user = "postgres"
    stop_signal = signal.SIGINT

    def program(self, name):
        found = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}")) or [shutil.which(name)]
        if not found[-1]:
            raise RuntimeError(f"there is no {name}; install Debian's package postgresql")
        return found[-1]

    def prepare(self):
        self.run(self.program("initdb"), "-D", self.data, "-U", "postgres", "-A", "scram-sha-256", "--pwfile",
                 self._password_file(), "-E", "UTF8", "--locale=C", "--no-sync")

    def _password_file(self):
        path = os.path.join(self.directory, "password")
        with open(path, "w") as file:
            file.write(PASSWORD + "\n")
        return path

    def command(self):
        return [self.program("postgres"), "-D", self.data, "-p", str(self.port), "-c", "listen_addresses=127.0.0.1",
                "-c", f"unix_socket_directories={self.directory}", "-c", "max_connections=100"]

    def answers(self):
        return subprocess.run([self.program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)],
                              check=False).returncode == 0

    def sql(self, text, database="optuna"):
        return self.run(self.program("psql"), "-h", self.directory, "-p", str(self.port), "-U", "postgres", "-qAt",
                        "-v", "ON_ERROR_STOP=1", "-d", database, "-c", text,
                        env={**os.environ, "PGPASSWORD": PASSWORD})

    def create_database(self):
        self.sql(f"CREATE USER hone PASSWORD '{PASSWORD}'", "postgres")
        self.sql("CREATE DATABASE optuna OWNER hone", "postgres")

    def cut_connections(self):
        self.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'hone'")


class MariaDB(Server):
    scheme = "mysql"
    user = "mysql"
    stop_signal = signal.SIGTERM

    @property
    def socket(self):
        return os.path.join(self.directory, "socket")

    def prepare(self):
        program = shutil.which("mariadb-install-db")
        if not program:
            raise RuntimeError("there is no mariadb-install-db; install Debian's package mariadb-server")
        self.run(program, "--no-defaults", f"--datadir={self.data}", f"--tmpdir={self.directory}",
                 "--auth-root-authentication-method=normal", "--skip-test-db")

    def command(self):
        program = shutil.which("mariadbd") or "/usr/sbin/mariadbd"
        # At start, a server removes all temporary tables in tmpdir, including those of other servers.
        return [program, "--no-defaults", f"--datadir={self.data}", f"--tmpdir={self.directory}", f"--port={self.port}",
                f"--socket={self.socket}", "--bind-address=127.0.0.1", f"--pid-file={self.directory}/pid",
                "--innodb-buffer-pool-size=32M", "--skip-name-resolve"]

    def answers(self):
        return subprocess.run(["mariadb-admin", "--no-defaults", f"--socket={self.socket}", "-u", "root", "ping"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0

    def sql(self, text):
        return self.run("mariadb", "--no-defaults", f"--socket={self.socket}", "-u", "root", "-N", "-B", "-e", text)

    def create_database(self):
        self.sql("CREATE DATABASE optuna CHARACTER SET utf8mb4; "
                 f"CREATE USER hone@'%' IDENTIFIED BY '{PASSWORD}'; GRANT ALL ON optuna.* TO hone@'%'")

    def cut_connections(self):
        for connection in self.sql("SELECT id FROM information_schema.processlist WHERE user = 'hone'").split():
            try:
                self.sql(f"KILL {connection}")
            except RuntimeError:
                pass  # the process has already ended


KINDS = {"postgresql": PostgreSQL, "mariadb": MariaDB}


def main():
    """servers.py postgresql|mariadb COMMAND...: runs the command with HONE_RDB_URL set to a server's address."""
    with KINDS[sys.argv[1]]() as server:
        return subprocess.run(sys.argv[2:], env={**os.environ, "HONE_RDB_URL": server.url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
