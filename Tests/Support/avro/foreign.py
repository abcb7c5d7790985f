"""Avro files as other programs write them, for the tests of files that are put into incoming/.

foreign.py hires OUT       rows of hired_employees: other order, nulls, nested fields between, 3 rows that cannot go in
foreign.py salaries OUT    every logical type, nulls, a field that the table has not got
"""

import datetime
import decimal
import sys

import fastavro

UTC = datetime.timezone.utc


def maybe(kind):
    return {"type": ["null", kind], "default": None}


HIRES = {
    "type": "record",
    "name": "Hire",
    "namespace": "com.example.people",
    "fields": [
        {"name": "job_id", **maybe("int")},
        {"name": "tags", "type": {"type": "array", "items": "string"}},
        {"name": "name", **maybe("string")},
        {"name": "datetime", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {
            "name": "home",
            "type": {"type": "record", "name": "Home", "fields": [{"name": "town", "type": "string"}]},
        },
        {"name": "id", "type": "long"},
        {"name": "department_id", **maybe("long")},
    ],
}


def hire(key, name, department, job):
    moment = datetime.datetime(2021, 3, 1, 9, 30, 0, 250_000, tzinfo=UTC)
    return {
        "id": key, "name": name, "department_id": department, "job_id": job, "datetime": moment,
        "tags": ["new"] * (key % 3), "home": {"town": "Köln"},
    }  # fmt: skip


SALARIES = {
    "type": "record",
    "name": "root",
    "fields": [
        {"name": "Amount", **maybe({"type": "bytes", "logicalType": "decimal", "precision": 20, "scale": 4})},
        {"name": "since", **maybe({"type": "int", "logicalType": "date"})},
        {"name": "at", **maybe({"type": "long", "logicalType": "time-micros"})},
        {"name": "changed", **maybe({"type": "long", "logicalType": "local-timestamp-micros"})},
        {"name": "share", "type": ["double", "null"]},
        {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["MONTHLY", "HOURLY"]}},
        {"name": "photo", **maybe("bytes")},
        {"name": "is_open", "type": "boolean"},
        {"name": "id", "type": "int"},
    ],
}


def salary(key, **more):
    empty = dict.fromkeys(["Amount", "since", "at", "changed", "share", "photo"])
    return {**empty, "id": key, "kind": "MONTHLY", "is_open": False, **more}


FILES = {
    "hires": (
        HIRES,
        [
            hire(1, "Zoë 😀", 1, 1),
            hire(2, None, 1, 1),
            hire(3, "no such department", 77, 1),
            hire(4, "no job", 1, None),
            hire(5, "Bob", 2, 2),
        ],
    ),
    "salaries": (
        SALARIES,
        [
            salary(1),
            salary(
                2, Amount=decimal.Decimal("-1234567890.1250"), since=datetime.date(1969, 12, 31),
                at=datetime.time(23, 59, 59, 500_000), changed=datetime.datetime(9999, 12, 31, 23, 59, 59, 1),
                share=0.1, kind="HOURLY", photo=b"\x00\xff", is_open=True,
            ),
        ],
    ),
}  # fmt: skip


match sys.argv[1:]:
    case [kind, target] if kind in FILES:
        schema, records = FILES[kind]
        with open(target, "wb") as file:
            fastavro.writer(file, schema, records, codec="deflate", sync_interval=100)
    case _:
        sys.exit(__doc__)
