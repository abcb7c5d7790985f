"""The pipeline that Wharf is measured against: read a CSV, drop incomplete rows, insert with pymysql.

It is written the way such scripts are written: no batching of its own, no LOAD DATA, one commit at the end. It knows
nothing of rejects, and any row that the database refuses ends it.

    DB_SOCKET=... DB_USER=... DB_PASS=... DB_NAME=... rowbyrow.py [--reader polars|csv] [--insert executemany|execute]
        [--times python|sql] DIR

DIR holds departments.csv, jobs.csv and hired_employees.csv without header lines. The three tables must exist; they
are emptied first, outside the measured time. Prints one JSON line: rows of hired_employees inserted, seconds from
opening its file to the end of the commit, and the seconds of each stage.

pymysql's executemany puts many rows into one INSERT, up to max_stmt_length (1,024,000) bytes, only where the VALUES
list is nothing but placeholders (its RE_INSERT_VALUES). `--times sql` converts the times by STR_TO_DATE in that
list, and so makes executemany send each row by itself, like `--insert execute`: one statement, one round trip a
row.
"""

import argparse
import csv
import json
import os
import sys
import time
from datetime import datetime

import pymysql

TABLES = {
    "departments": ["id", "department"],
    "jobs": ["id", "job"],
    "hired_employees": ["id", "name", "datetime", "department_id", "job_id"],
}


def read_with_polars(path, columns, converts):
    """Rows without a null; polars converts the times to datetimes (UTC) if it shall."""
    import polars

    types = {c: polars.Int64 if c == "id" or c.endswith("_id") else polars.String for c in columns}
    frame = polars.read_csv(path, has_header=False, new_columns=columns, schema=types).drop_nulls()
    if converts and "datetime" in columns:
        frame = frame.with_columns(polars.col("datetime").str.to_datetime("%Y-%m-%dT%H:%M:%SZ"))
    return frame.rows()


def read_with_csv(path, columns, converts):
    """Rows without an empty field; times become datetimes (UTC) one by one if they shall."""
    rows = []
    with open(path, newline="", encoding="utf-8") as file:
        for fields in csv.reader(file):
            if len(fields) != len(columns) or not all(fields):
                continue
            row = [int(f) if c == "id" or c.endswith("_id") else f for c, f in zip(columns, fields)]
            if converts and "datetime" in columns:
                row[2] = datetime.strptime(fields[2], "%Y-%m-%dT%H:%M:%SZ")
            rows.append(row)
    return rows


def insert(connection, table, columns, rows, one_by_one, converts):
    """Inserts all rows and commits once; the server converts the times if it shall."""
    names = ", ".join(columns)
    to_time = "STR_TO_DATE(%s, '%%Y-%%m-%%dT%%H:%%i:%%sZ')"
    marks = ", ".join(to_time if converts and c == "datetime" else "%s" for c in columns)
    sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"
    with connection.cursor() as cursor:
        if one_by_one:
            for row in rows:
                cursor.execute(sql, row)
        else:
            cursor.executemany(sql, rows)
    connection.commit()


def empty(connection):
    """Children first, because of the foreign keys; TRUNCATE would refuse the parents."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE TABLE hired_employees")
        cursor.execute("DELETE FROM jobs")
        cursor.execute("DELETE FROM departments")
    connection.commit()


def connect():
    return pymysql.connect(
        unix_socket=os.environ["DB_SOCKET"],
        user=os.environ["DB_USER"],
        password=os.environ.get("DB_PASS", ""),
        database=os.environ["DB_NAME"],
        charset="utf8mb4",
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reader", choices=["polars", "csv"], default="polars")
    parser.add_argument("--insert", choices=["executemany", "execute"], default="executemany")
    parser.add_argument("--times", choices=["python", "sql"], default="python")
    parser.add_argument("directory")
    options = parser.parse_args()
    read = read_with_polars if options.reader == "polars" else read_with_csv
    if options.reader == "polars":
        import polars  # noqa: F401  its start-up is not what is measured

    in_python = options.times == "python"
    connection = connect()
    empty(connection)
    stages = {}
    rows = []
    for table, columns in TABLES.items():
        began = time.monotonic()
        rows = read(os.path.join(options.directory, table + ".csv"), columns, in_python)
        parsed = time.monotonic()
        insert(connection, table, columns, rows, options.insert == "execute", not in_python)
        stages = {"parse": parsed - began, "insert": time.monotonic() - parsed}
    connection.close()

    # The stages are those of hired_employees, the last table.
    seconds = sum(stages.values())
    answer = {"rows": len(rows), "seconds": round(seconds, 3), "rows_per_second": round(len(rows) / seconds)}
    answer |= {"reader": options.reader, "insert": options.insert, "times": options.times}
    answer["stages"] = {stage: round(value, 3) for stage, value in stages.items()}
    json.dump(answer, sys.stdout)
    print()


if __name__ == "__main__":
    main()
