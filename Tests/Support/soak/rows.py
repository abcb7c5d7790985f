"""Rows that clients send, in blocks of which each knows what the table must hold of it."""

import contextlib
import dataclasses
import datetime
import json

from client import TurnedAway

GROUP = 1000  # ids of one block; a wide block has several groups
WIDE = 20
DEPARTMENTS, JOBS = 12, 30
COLUMNS = {
    "departments": ("id", "department"),
    "jobs": ("id", "job"),
    "hired_employees": ("id", "name", "datetime", "department_id", "job_id"),
}
SIZES = {"departments": (1, 5, 20), "jobs": (1, 5, 20), "hired_employees": (1, 10, 100, 900)}
SMALL_BLOCKS = {"departments": 4, "jobs": 4, "hired_employees": 16}

_EPOCH = datetime.datetime(2015, 1, 1)
TIMES = [f"{(_EPOCH + datetime.timedelta(minutes=613 * step)).isoformat()}Z" for step in range(10_007)]


@dataclasses.dataclass
class Block:
    """Ids that one client alone uses: all of them are in the table with one stamp, or none is."""

    table: str
    first: int
    rows: int
    stamp: str | None = None  # None: no row is there
    doubts: set = dataclasses.field(default_factory=set)  # what else may be true

    @property
    def groups(self):
        """The stamp, and how many rows, by number of the group."""
        return {number: (self.stamp, min(self.rows, GROUP)) for number in self.numbers} if self.stamp else {}

    @property
    def numbers(self):
        """Of its groups."""
        return range(self.first // GROUP, (self.first + self.rows - 2) // GROUP + 1)

    @property
    def is_wide(self):
        return self.rows > GROUP

    @contextlib.contextmanager
    def becomes(self, stamp):
        """An attempt to give it another stamp: what ends it tells what may be in the table."""
        try:
            yield
        except TurnedAway:
            raise
        except Exception:
            self.doubts.add(stamp)
            raise
        self.stamp = stamp


def make_blocks(client):
    """The blocks of one client by table. The first group of each table is nobody's."""
    blocks = {}
    for table, small in SMALL_BLOCKS.items():
        width = small + (WIDE if table == "hired_employees" else 0)
        start = 1 + client * width
        sizes = SIZES[table]
        blocks[table] = [Block(table, (start + n) * GROUP + 1, sizes[n % len(sizes)]) for n in range(small)]
        if width > small:
            blocks[table].append(Block(table, (start + small) * GROUP + 1, WIDE * GROUP))
    return blocks


def row(table, number, stamp):
    """Depends on the number and the stamp alone: the same ones make an equal row."""
    if table != "hired_employees":
        return [number, stamp]
    return [number, stamp, TIMES[number % len(TIMES)], 1 + number % DEPARTMENTS, 1 + number % JOBS]


def rows(block, stamp, broken):
    """All rows of the block, and so many that no table takes."""
    last = block.first + block.rows - 1
    sound = [row(block.table, number, stamp) for number in range(block.first, last + 1)]
    return sound + [_broken(block.table, last + 1 + index, index) for index in range(broken)]


def _broken(table, number, index):
    faulty = row(table, number, "Broken")
    if table == "hired_employees" and index % 3 == 1:
        faulty[2] = "2021-02-30T09:00:00Z"
    elif table == "hired_employees" and index % 3 == 2:
        faulty[3] = 4_000_000
    else:
        faulty[1] = "" if index % 2 else "x" * 300
    return faulty


def csv(table, lines, header):
    first = ",".join(COLUMNS[table]) + "\n" if header else ""
    return (first + "".join(",".join(map(str, line)) + "\n" for line in lines)).encode()


def objects(table, lines):
    return [dict(zip(COLUMNS[table], line)) for line in lines]


def ndjson(table, lines):
    return "".join(json.dumps(line) + "\n" for line in objects(table, lines)).encode()
