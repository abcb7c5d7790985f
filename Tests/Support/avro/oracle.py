"""Other programs' opinion of Avro files, for the tests of Wharf's own reader and writer.

oracle.py fastavro FILE...             what fastavro reads of each file
oracle.py polars FILE...               what polars reads of each file
oracle.py rewrite CODEC IN OUT         the records of IN by fastavro: other blocks, and nested fields between the others

What is read is a line of JSON for each file: {"rows": [[MEANING, ...], ...]} or {"error": TEXT}. A meaning is the value's
kind and the value, so that a date that is read as a number is not taken for a date.
"""

import datetime
import decimal
import json
import math
import sys
import uuid

NESTED = {
    "list": ({"type": "array", "items": ["null", "string"]}, lambda row: [None, "a" * row, "b"][: row % 4]),
    "map": ({"type": "map", "values": "long"}, lambda row: {f"k{key}": key << 40 for key in range(row % 3)}),
    "record": (
        {
            "type": "record",
            "name": "Nested",
            "fields": [
                {"name": "choice", "type": ["int", "null", "string", {"type": "array", "items": "double"}]},
                {"name": "next", "type": ["null", "Nested"]},
                {"name": "hash", "type": {"type": "fixed", "name": "Hash", "size": 3}},
            ],
        },
        lambda row: {
            "choice": [7, None, "seven", [0.5] * row][row % 4],
            "next": None if row % 2 else {"choice": 1, "next": None, "hash": b"123"},
            "hash": b"abc",
        },
    ),
}


def meaning(value):
    match value:
        case None:
            return "null"
        case bool():
            return f"bool {value}"
        case int():
            return f"int {value}"
        case float():
            return "float nan" if math.isnan(value) else f"float {value!r}"
        case bytes():
            return f"bytes {value.hex()}"
        case str():
            return f"str {value}"
        case datetime.datetime():
            return f"datetime {value.isoformat()}"
        case datetime.date():
            return f"date {value.isoformat()}"
        case datetime.time():
            return f"time {value.isoformat()}"
        case decimal.Decimal():
            return f"decimal {value:f}"
        case uuid.UUID():
            return f"uuid {value}"
        case _:
            return f"{type(value).__name__} {value}"


def by_fastavro(path):
    import fastavro

    with open(path, "rb") as file:
        return [list(record.values()) for record in fastavro.reader(file)]


def by_polars(path):
    import polars

    return polars.read_avro(path).rows()


def show(reader, paths):
    for path in paths:
        try:
            answer = {"rows": [[meaning(value) for value in row] for row in reader(path)]}
        except BaseException as error:  # a panic of polars is no Exception
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer))


def rewrite(codec, source, target):
    import fastavro

    with open(source, "rb") as file:
        reader = fastavro.reader(file)
        schema, records = reader.writer_schema, list(reader)
    for place, (name, (nested, _)) in enumerate(NESTED.items()):
        schema["fields"].insert(2 * place, {"name": name, "type": nested})
    for row, record in enumerate(records):
        record.update({name: value(row) for name, (_, value) in NESTED.items()})
    with open(target, "wb") as file:
        fastavro.writer(file, schema, records, codec=codec, sync_interval=1000, metadata={"made.by": "fastavro"})


match sys.argv[1:]:
    case ["fastavro", *paths]:
        show(by_fastavro, paths)
    case ["polars", *paths]:
        show(by_polars, paths)
    case ["rewrite", codec, source, target]:
        rewrite(codec, source, target)
    case _:
        sys.exit(__doc__)
