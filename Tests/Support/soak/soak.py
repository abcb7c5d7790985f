"""A mix of everything at once, for as long as told, and what of the service must stay the same meanwhile.

soak.py MINUTES SEED CLIENTS RESTARTS

Works on the private stack that .make/soak.sh started; its address, token, database and folder are in the environment.
Prints a line for each thirtieth of the time; ends with 1 where something was not as it should be.
"""

import collections
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.parse

import client
import database
import figures
import mix
import others
import rows

ROOT = pathlib.Path(__file__).resolve().parents[3]
SHORTEST_LINE_SECONDS = 10
MOST_LINES = 30
REST_SECONDS = 90
SWEEP_SECONDS = 60
HEAD = (
    "  time  requests    /s failed   p50 ms   p99 ms | rss KiB    most  fds thr conn stmt  spool    most backups "
    "|    rows"
)


def say(text):
    print(f"soak: {text}", flush=True)


class Run:
    def __init__(self, minutes, seed, clients, restarts):
        self.seconds, self.seed = minutes * 60, seed
        self.state = pathlib.Path(os.environ["STATE"])
        self.database = database.Database(os.environ["DB_SOCKET"], os.environ["DB_NAME"])
        self.watch, self.gate = client.Watch(), mix.Gate()
        url = urllib.parse.urlsplit(os.environ["WHARF_URL"])
        address = url.hostname, url.port, os.environ["WHARF_TOKEN"]
        # For what is asked beside the mix; nobody judges it.
        self.observer = client.Client(*address, client.Watch())
        self.mixes = [mix.Mix(n, seed, self.gate, self.database, self.watch, *address) for n in range(clients)]
        self.threads = [threading.Thread(target=one.run, daemon=True) for one in self.mixes]
        self.random = random.Random(f"{seed}/run")
        self.peaks = figures.Peaks(self.state)
        self.samples = []  # of the process that runs now
        self.longest = []  # of the process that lived longest
        self.faults = []
        self.ledger = self.began = None
        self.count = max(1, min(MOST_LINES, int(self.seconds / SHORTEST_LINE_SECONDS)))
        # The first ones early, so that one process lives long; the last one near the end.
        lines = [*range(1, restarts), self.count - 2] if restarts else []
        self.restarts = {line for line in lines if 0 <= line < self.count}

    # --- the course -----------------------------------------------------------------------------------------------

    def run(self):
        self.fill()
        self.ledger = database.Ledger(self.database, self.mixes)
        minutes = self.seconds / 60
        say(f"seed {self.seed}, {len(self.mixes)} clients, {minutes:g} minutes, {len(self.restarts)} restarts")
        print(HEAD, flush=True)
        self.began = time.monotonic()
        self.peaks.start()
        for thread in self.threads:
            thread.start()
        for line in range(self.count):
            self.interval(line)
        self.gate.end()
        for thread in self.threads:
            thread.join()
        self.peaks.end()
        self.finish()
        return self.report()

    def fill(self):
        """Rows that others refer to, the table that is restored, and a backup of each."""
        for table, count in (("departments", rows.DEPARTMENTS), ("jobs", rows.JOBS)):
            body = rows.csv(table, [[number, f"{table} {number}"] for number in range(1, count + 1)], header=True)
            self.observer.send("fill", "POST", f"/upload?table={table}", body, Content_Type="text/csv")
        self.database.run(others.MAKE_PARCELS)
        self.observer.post_json("fill", "/backup", {"table": "*"})

    def interval(self, line):
        """Clients work, something happens to the responder; then all rests and is measured."""
        began = time.monotonic()
        third = self.seconds / self.count / 3
        self.sleep_until(began + third)
        if line in self.restarts:
            self.restart()
        else:
            self.reload(line)
        self.sleep_until(began + 2 * third)
        self.prune()
        self.sleep_until(began + 3 * third)
        if not self.gate.close(REST_SECONDS):
            raise client.Unexpected(f"the clients' requests do not end within {REST_SECONDS} s")
        client.until("the end of what vanished clients began", REST_SECONDS, self.is_quiet)
        self.print_line(time.monotonic() - began)
        if line >= self.count // 2 - 1:
            self.watch.half = 2
        if line < self.count - 1:
            self.ledger.thin_out(self.random)
            self.gate.open()

    @staticmethod
    def sleep_until(moment):
        time.sleep(max(0, moment - time.monotonic()))

    def is_quiet(self):
        """Whether the responder has nothing to do but to say so."""
        metrics = self.metrics()
        busy = metrics["wharf_workers_busy"] - 1, metrics["wharf_loads_running"], figures.spool_bytes(self.state)
        return not any(busy)

    def metrics(self):
        text = self.observer.get("/metrics").body.decode()
        lines = [line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#")]
        return {name: float(value) for name, value in lines}

    def print_line(self, busy_seconds):
        sample = figures.measure(self.state, self.database, os.environ["DB_USER"], time.monotonic())
        self.samples.append(sample)
        most_rss, most_spool = self.peaks.take()
        total, faults = self.ledger.check()
        self.faults += faults[:5]
        p50, p99, recent = self.watch.take_recent()
        files, manifests = figures.backups(self.state)
        print(
            f"{time.monotonic() - self.began:6.0f} {self.watch.requests:9} {recent / busy_seconds:5.0f} "
            f"{len(self.watch.failures):6} {p50:8.1f} {p99:8.1f} | {sample.rss_kib:7} {most_rss:7} {sample.descriptors:4} {sample.threads:3} "
            f"{sample.connections:4} {sample.statements:4} {sample.spool_bytes:6} {most_spool:7} "
            f"{len(files & manifests):7} | {total:7}",
            flush=True)

    # --- what happens to the responder ----------------------------------------------------------------------------

    def restart(self):
        self.watch.restart_begins()
        self.command(ROOT / ".make/stack.sh", "restart-responder")
        self.watch.restart_ends()
        self.keep_longest()

    def keep_longest(self):
        self.longest, self.samples = max(self.longest, self.samples, key=len), []

    def reload(self, line):
        """Another limit, which the metrics show once it is in force."""
        limit = 4 + line % 2
        pathlib.Path(os.environ["WHARF_ENV_FILE"]).write_text(
            f"WHARF_SPOOL_LIMIT={limit}G\nWHARF_RETENTION=*:last=20\n")
        os.kill(figures.pid_of(self.state), signal.SIGHUP)
        client.until("the new setting", 10, lambda: self.metrics()["wharf_spool_limit_bytes"] == limit << 30)

    def prune(self):
        self.command(os.environ["WHARF_BIN"], "prune")

    @staticmethod
    def command(*arguments):
        result = subprocess.run(arguments, capture_output=True, text=True, timeout=300)
        if result.returncode != 0:
            raise client.Unexpected(f"{arguments[-1]} ends with {result.returncode}: {result.stdout}{result.stderr}")

    # --- the end --------------------------------------------------------------------------------------------------

    def finish(self):
        self.keep_longest()
        self.faults += self.ledger.sums() + self.what_is_left()
        names, wrong = self.ledger.once()
        known = sum(len(one.keys) for one in self.mixes)
        say(f"{names} requests with a key, each sent two or three times: {names - wrong} done once")
        if wrong or names < known:
            self.faults.append(f"{wrong} of {names} requests with a key were not done once; {known} were answered")
        files, manifests = figures.backups(self.state)
        if files != manifests:
            self.faults.append(f"half backups: {sorted(files ^ manifests)[:5]}")
        left = [path.name for path in (self.state / "spool").iterdir()]
        inside = [path for path in (self.state / "spool").rglob("*/*")]
        if len(left) != 2 or inside:
            self.faults.append(f"spool: {left} and {inside[:5]}")
        self.check_logs()

    def what_is_left(self):
        """After the service has had the time to sweep, which it does twice a minute."""
        deadline = time.monotonic() + SWEEP_SECONDS
        while (faults := self.ledger.faults()) and time.monotonic() < deadline:
            time.sleep(1)
        return faults

    def check_logs(self):
        """Each answer of 5xx was one that a client was told to expect; the responder's log has no error."""
        lines = map(json.loads, (self.state / "log/access.log").read_text(errors="replace").splitlines())
        served = collections.Counter(
            line["status"] for line in lines if line["status"] >= "500" and line["user_agent"] == client.AGENT)
        allowed = self.watch.away + collections.Counter(
            {int(name.split()[0]): count for name, count in self.watch.turned_away.items()})
        for status, count in served.items():
            if count > (known := allowed[int(status)]):
                self.faults.append(f"nginx gave {count} answers of {status}, of which {known} were expected")
        errors = [line for line in self.log_lines() if line.get("level") in ("error", "critical")]
        if errors:
            self.faults.append(f"{len(errors)} errors in the responder's log, first {errors[0]}")

    def log_lines(self):
        for line in (self.state / "log/wharf.log").read_text(errors="replace").splitlines():
            if line.startswith("{"):
                yield json.loads(line)

    def report(self):
        print("kind                    count   p50 ms   p99 ms of the first half, of the second half", flush=True)
        for kind, count, p50, p99, later_p50, later_p99 in self.watch.by_kind():
            print(f"{kind:20} {count:8} {p50:8.1f} {p99:8.1f} {later_p50:8.1f} {later_p99:8.1f}")
        lines, unsteady = figures.compare(self.longest)
        for line in lines:
            say(line)
        receipts = self.database.number("SELECT COUNT(*) FROM `wharf_loads`")
        rejects = self.database.number("SELECT COUNT(*) FROM `wharf_rejects`")
        deleted = sum(self.ledger.deleted.values())
        say(f"{receipts} receipts, {rejects} rejects, {deleted} rows deleted beside the service")
        say(f"while the responder was away: {dict(self.watch.away)}; no room: {dict(self.watch.turned_away)}")
        faults = self.faults + unsteady
        if self.watch.failures:
            faults.append(f"{len(self.watch.failures)} answers that nobody expected, first {self.watch.failures[0]}")
        for fault in faults:
            say(f"FAULT: {fault}")
        if not faults:
            say(f"{self.watch.requests} requests; all of it is flat, and every sum closes")
        return 1 if faults else 0


def main():
    minutes, seed, clients, restarts = float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    try:
        sys.exit(Run(minutes, seed, clients, restarts).run())
    except client.Unexpected as reason:
        say(f"FAULT: {reason}")
        sys.exit(1)


if __name__ == "__main__":
    main()
