"""The public challenge files, which are not ours to copy: ../shared/challenge, or where WHARF_CHALLENGE says."""

import os
import pathlib

from stack import ROOT, TABLES

FOLDER = next(
    (
        folder
        for folder in (pathlib.Path(os.environ.get("WHARF_CHALLENGE") or "/nowhere"), ROOT.parent / "shared/challenge")
        if os.access(folder / "hired_employees.csv", os.R_OK)
    ),
    None,
)
MISSING = "the challenge's files are not here: set WHARF_CHALLENGE to the folder with hired_employees.csv"

# What is known of the files: records, rows that go in, rejects.
READ = {"departments": 12, "jobs": 183, "hired_employees": 1999}
INSERTED = {"departments": 12, "jobs": 183, "hired_employees": 1929}
REJECTED = {"departments": 0, "jobs": 0, "hired_employees": 70}
REJECTED_BY_FIELD = {"department_id": 21, "name": 19, "job_id": 16, "datetime": 14}

# Hires of a year: in all, by quarter, their mean over all departments.
HIRES = {2021: 1643, 2022: 286}
QUARTERS = {2021: [249, 454, 453, 487]}
MEAN = {2021: 136.9167, 2022: 23.8333}
ROWS = {2021: 933}
ABOVE_THE_MEAN = {2021: {8: 216, 5: 205, 6: 201, 7: 200, 4: 185, 3: 148, 9: 142}}


def path(table):
    return FOLDER / f"{table}.csv"


def files():
    return {table: path(table).read_bytes() for table in TABLES}
