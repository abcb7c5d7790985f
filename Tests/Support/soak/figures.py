"""What the responder holds, measured from outside, and whether that stays the same."""

import contextlib
import dataclasses
import math
import os
import pathlib
import statistics
import threading

SECONDS_OF_A_DAY = 86_400


@dataclasses.dataclass(frozen=True)
class Figures:
    """Of one moment at which nothing runs."""

    at: float  # seconds of a monotonic clock
    rss_kib: int
    descriptors: int
    threads: int
    connections: int
    statements: int
    spool_bytes: int


# By how much the median of the second half may be above that of the first, whatever that makes in a day: pages that the
# allocator keeps for later, connections that nginx keeps, texts of statements that few requests need.
TOLERANCES = {"rss_kib": 1024, "descriptors": 2, "threads": 0, "connections": 1, "statements": 4, "spool_bytes": 0}
# A young process still grows into its heap: each worker meets its largest request at some time.
YOUNG_SECONDS, YOUNG_RSS_KIB = 600, 8192


def pid_of(state):
    return int((state / "run/wharf.pid").read_text())


def status(pid, *names):
    """Numbers of proc_pid_status(5)."""
    lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    fields = dict(line.split(":", 1) for line in lines)
    return [int(fields[name].split()[0]) for name in names]


def spool_bytes(state):
    """Of files and folders that go meanwhile, nothing."""
    total = 0
    for folder, _, names in os.walk(state / "spool"):
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                total += os.stat(os.path.join(folder, name)).st_size
    return total


def backups(state):
    """Names of files of rows, and of manifests without their ending."""
    names = [file.name for file in (state / "bucket").iterdir()]
    return (
        {name for name in names if name.endswith(".avro")},
        {name.removesuffix(".json") for name in names if name.endswith(".avro.json")},
    )


def measure(state, database, user, at):
    pid = pid_of(state)
    rss, threads = status(pid, "VmRSS", "Threads")
    return Figures(
        at, rss, len(os.listdir(f"/proc/{pid}/fd")), threads, database.connections(user), database.statements(),
        spool_bytes(state))


class Peaks(threading.Thread):
    """The most that was held between two lines."""

    def __init__(self, state):
        super().__init__(daemon=True)
        self._state, self._end = state, threading.Event()
        self.rss_kib = self.spool_bytes = 0
        self._error = None

    def run(self):
        try:
            while not self._end.wait(0.5):
                self._look()
        except Exception as error:  # told to whoever takes the peaks
            self._error = error

    def _look(self):
        try:
            self.rss_kib = max(self.rss_kib, *status(pid_of(self._state), "VmRSS"))
        except (FileNotFoundError, ProcessLookupError, KeyError):
            return  # a restart
        self.spool_bytes = max(self.spool_bytes, spool_bytes(self._state))

    def take(self):
        if self._error:
            raise self._error
        peaks = self.rss_kib, self.spool_bytes
        self.rss_kib = self.spool_bytes = 0
        return peaks

    def end(self):
        self._end.set()
        self.join()


def compare(samples):
    """Holds the second half of a process's life after its first quarter to the first one.

    Returns lines that say how it was, and what is not flat: what has grown by more than chance and the tolerance
    explain, and would have doubled in a day.
    """
    settled = samples[len(samples) // 4 :]
    if len(settled) < 4:
        return ["no process lived long enough to tell whether it stays flat: that takes two minutes"], []
    first, second = settled[: len(settled) // 2], settled[len(settled) // 2 :]
    seconds = median(second, "at") - median(first, "at")
    lines, faults = [], []
    for name, tolerance in TOLERANCES.items():
        if name == "rss_kib" and settled[-1].at - settled[0].at < YOUNG_SECONDS:
            tolerance = YOUNG_RSS_KIB
        before, after = median(first, name), median(second, name)
        growth, limit = after - before, max(tolerance, chance(first, second, name))
        lines.append(f"{name} {before:g} -> {after:g}, {growth:+g} in {seconds:.0f} s; {limit:.0f} may be chance")
        if growth > limit and growth * SECONDS_OF_A_DAY / seconds > before:
            faults.append(f"not flat: {lines[-1]}")
    return lines, faults


def values(samples, name):
    return [getattr(sample, name) for sample in samples]


def median(samples, name):
    return statistics.median(values(samples, name))


def chance(first, second, name):
    """Twice the standard error of the difference of two medians, which spread by a quarter more than means."""
    spread = sum(statistics.variance(values(half, name)) / len(half) for half in (first, second))
    return 2 * 1.25 * math.sqrt(spread)
