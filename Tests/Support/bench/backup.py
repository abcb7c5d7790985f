"""The backup that Wharf is measured against: pymysql reads the table row by row, fastavro writes an Avro file.

    DB_SOCKET=... DB_USER=... DB_PASS=... DB_NAME=... backup.py [--rows N] FILE

Of a large table the first N rows will do: a row costs the same.

Prints one JSON line: rows, and seconds from the SELECT to the closed file.
"""

import argparse
import json
import os
import time

import fastavro
import pymysql
import pymysql.cursors

SCHEMA = fastavro.parse_schema(
    {
        "type": "record",
        "name": "hired_employees",
        "fields": [
            {"name": "id", "type": "int"},
            {"name": "name", "type": "string"},
            {"name": "datetime", "type": {"type": "long", "logicalType": "timestamp-micros"}},
            {"name": "department_id", "type": "int"},
            {"name": "job_id", "type": "int"},
        ],
    }
)


def rows(connection, limit):
    names = [field["name"] for field in SCHEMA["fields"]]
    with connection.cursor(pymysql.cursors.SSCursor) as cursor:
        cursor.execute(f"SELECT {', '.join(names)} FROM hired_employees ORDER BY id LIMIT {limit}")
        for row in cursor:
            yield dict(zip(names, row))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=2**63)
    parser.add_argument("file")
    options = parser.parse_args()
    connection = pymysql.connect(
        unix_socket=os.environ["DB_SOCKET"],
        user=os.environ["DB_USER"],
        password=os.environ.get("DB_PASS", ""),
        database=os.environ["DB_NAME"],
        charset="utf8mb4",
    )
    began = time.monotonic()
    count = 0

    def counted():
        nonlocal count
        for row in rows(connection, options.rows):
            count += 1
            yield row

    with open(options.file, "wb") as file:
        fastavro.writer(file, SCHEMA, counted(), codec="snappy")
    seconds = time.monotonic() - began
    print(json.dumps({"rows": count, "seconds": round(seconds, 3)}))


if __name__ == "__main__":
    main()
