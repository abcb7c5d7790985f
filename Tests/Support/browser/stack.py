"""The private stack that .make/test-browser.sh started: its tables, and its parts, which can be ended and started."""

import os
import pathlib
import shutil
import signal
import subprocess

from processes import open_process, wait_for_end
from service import Service

ROOT = pathlib.Path(__file__).resolve().parents[3]
# What belongs to the stack, not to what was loaded into it.
KEPT_TABLES = ("wharf_migrations", "wharf_tokens", "wharf_instances", "wharf_locks")
TABLES = ("departments", "jobs", "hired_employees")


class Stack:
    def __init__(self):
        self.folder = pathlib.Path(os.environ["STATE"])
        self.program = os.environ["WHARF_BIN"]
        self.token = os.environ["WHARF_TOKEN"]
        self.url = os.environ["WHARF_URL"]
        self.service = Service(self.url, self.token)
        self.content = None  # what the tables hold, where a fixture knows
        self._is_usual = True

    # --- the database ---------------------------------------------------------------------------------------------

    def sql(self, statement):
        """Rows as lists of text, past the service."""
        command = ["mariadb", "--no-defaults", f"--socket={os.environ['DB_SOCKET']}", "--user=root"]
        command += ["--batch", "--skip-column-names", "--default-character-set=utf8mb4"]
        result = subprocess.run(command, input=statement, capture_output=True, text=True, timeout=60)
        assert result.returncode == 0, result.stderr
        return [line.split("\t") for line in result.stdout.splitlines()]

    def number(self, statement):
        return int(self.sql(statement)[0][0])

    def counts(self):
        """Rows of departments, jobs and hired employees."""
        return tuple(self.number(f"SELECT COUNT(*) FROM `wharf`.`{table}`") for table in TABLES)

    def empty(self):
        """No row, no load, no report, no backup, as after the first start without samples."""
        found = self.sql("""
            SELECT `TABLE_SCHEMA`, `TABLE_NAME`
            FROM `information_schema`.`TABLES`
            WHERE `TABLE_SCHEMA` IN ('wharf', 'wharf_reporting') AND `TABLE_TYPE` = 'BASE TABLE'
        """)
        emptied = [f"DELETE FROM `{schema}`.`{name}`;" for schema, name in found if name not in KEPT_TABLES]
        self.sql("\n".join(["SET FOREIGN_KEY_CHECKS = 0;", "START TRANSACTION;", *emptied, "COMMIT;"]))
        for file in (self.folder / "bucket").glob("*"):
            if file.is_file():
                file.unlink()
        self.content = "nothing"

    def sample(self, rows, rejects, seed=1):
        """Made-up files, as bytes by table."""
        folder = self.folder / "files" / f"sample-{rows}-{rejects}-{seed}"
        if not folder.exists():
            folder.mkdir(parents=True)
            command = [self.program, "sample", "--rows", str(rows), "--seed", str(seed), "--rejects", str(rejects)]
            subprocess.run([*command, "--out", str(folder)], check=True, capture_output=True, timeout=60)
        return {table: (folder / f"{table}.csv").read_bytes() for table in TABLES}

    def make_token(self, name, scopes):
        command = [self.program, "token", "create", "--name", name, "--scope", scopes, "--expires", "never"]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout.strip()

    # --- files for the browser ------------------------------------------------------------------------------------

    def file(self, name, content):
        """The path of a file with this name and content, in a folder of its own."""
        folder = self.folder / "files" / "made"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / name
        path.write_bytes(content)
        return str(path)

    @property
    def downloads(self):
        return self.folder / "downloads"

    def clear_downloads(self):
        shutil.rmtree(self.downloads, ignore_errors=True)
        self.downloads.mkdir()

    # --- the responder --------------------------------------------------------------------------------------------

    def end_responder(self):
        """nginx stays and answers 502."""
        self._is_usual = False
        pid = int((self.folder / "run/wharf.pid").read_text())
        with open_process(pid) as descriptor:
            signal.pidfd_send_signal(descriptor, signal.SIGTERM)
            wait_for_end(descriptor, seconds=30)

    def start_responder(self, **settings):
        """Starts it, or starts it again with other settings than usual."""
        environment = {**os.environ, "WHARF_ANONYMOUS_SCOPES": "read report", **settings}
        command = [str(ROOT / ".make/stack.sh"), "restart-responder"]
        result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
        assert result.returncode == 0, result.stdout + result.stderr
        self._is_usual = not settings

    def restore(self):
        """As it was when the tests began, whatever a test did."""
        if not self._is_usual:
            self.start_responder()
