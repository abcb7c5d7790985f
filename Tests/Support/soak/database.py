"""The database past the service: what is in the tables, and whether the receipts say the same."""

import threading

import pymysql

import rows

STAMPS = """
    SELECT FLOOR((`id` - 1) / {group}) AS `number`, COUNT(*), MIN(`{column}`), MAX(`{column}`)
      FROM `{table}`
     WHERE `id` > {group}
     GROUP BY `number`
"""
INSERTED = """
    SELECT COALESCE(SUM(`inserted`), 0) - COALESCE(SUM(`deleted`), 0)
      FROM `wharf_loads`
     WHERE `table_name` = %s
       AND `state` = 'done'
       AND NOT `dry_run`
"""
# Each counts what should not be there when nothing runs.
FAULTS = {
    "receipts whose sum does not close": """
        SELECT COUNT(*) FROM `wharf_loads`
         WHERE `records_read` <> `inserted` + `updated` + `unchanged` + `rejected`
    """,
    "loads without an end": """
        SELECT COUNT(*) FROM `wharf_loads`
         WHERE `state` NOT IN ('done', 'failed', 'interrupted') OR `finished_at` IS NULL
    """,
    "loads that are done and have other rejects than they say": """
        SELECT COUNT(*)
          FROM `wharf_loads` AS `l`
          LEFT JOIN (SELECT `load_id`, COUNT(*) AS `count` FROM `wharf_rejects` GROUP BY `load_id`) AS `r`
            ON `r`.`load_id` = `l`.`id`
         WHERE `l`.`state` = 'done'
           AND `l`.`rejected` <> COALESCE(`r`.`count`, 0)
    """,
    "promises": "SELECT COUNT(*) FROM `wharf_promises`",
    "requests with a key that have not ended": "SELECT COUNT(*) FROM `wharf_calls` WHERE `finished_at` IS NULL",
    "restores that run": "SELECT COUNT(*) FROM `wharf_restores` WHERE `state` = 'running'",
    "files that are noted as being written": "SELECT COUNT(*) FROM `wharf_backup_files`",
    "instances besides the one that runs": "SELECT COUNT(*) - 1 FROM `wharf_instances`",
    "twins": """
        SELECT COUNT(*) FROM information_schema.TABLES
         WHERE TABLE_SCHEMA = DATABASE()
           AND (TABLE_NAME LIKE 'wharf\\_twin\\_%' OR TABLE_NAME LIKE 'wharf\\_old\\_%')
    """,
    "open transactions": "SELECT COUNT(*) FROM information_schema.INNODB_TRX",
}
ONCE = """
    SELECT COUNT(*), COALESCE(SUM(`done` <> 1), 0)
      FROM (SELECT SUBSTRING_INDEX(`request_id`, '.', 1) AS `name`, SUM(`state` = 'done') AS `done`
              FROM `wharf_loads`
             WHERE `request_id` LIKE 'once-%'
             GROUP BY `name`) AS `keys`
"""


class Database:
    """Connections of the server's own administrator, one for each thread."""

    def __init__(self, socket, name):
        self._settings = {"unix_socket": socket, "user": "root", "database": name, "autocommit": True}
        self._local = threading.local()

    def run(self, sql, *values):
        """Its rows; of a statement that has none, their number."""
        if not hasattr(self._local, "connection"):
            self._local.connection = pymysql.connect(charset="utf8mb4", **self._settings)
        with self._local.connection.cursor() as cursor:
            changed = cursor.execute(sql, values or None)
            return cursor.fetchall() if cursor.description else changed

    def number(self, sql, *values):
        return int(self.run(sql, *values)[0][0])

    def state_of(self, request):
        """The state of a load that began lately; none where there is no such load."""
        found = self.run(
            """
            SELECT `state`
              FROM (SELECT `state`, `request_id` FROM `wharf_loads` ORDER BY `id` DESC LIMIT 2000) AS `late`
             WHERE `request_id` = %s
            """, request)
        return found[0][0] if found else None

    def connections(self, user):
        return self.number("SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE USER = %s", user)

    def statements(self):
        return int(self.run("SHOW GLOBAL STATUS LIKE 'Prepared_stmt_count'")[0][1])


class Ledger:
    """What the tables must hold, by what clients sent and were answered."""

    def __init__(self, database, mixes):
        self._database, self._mixes = database, mixes
        self.deleted = dict.fromkeys(rows.COLUMNS, 0)
        self._start = {table: database.number(f"SELECT COUNT(*) FROM `{table}`") for table in rows.COLUMNS}
        self._received = {table: database.number(INSERTED, table) for table in rows.COLUMNS}

    def _blocks(self, table):
        return [block for mix in self._mixes for block in mix.blocks[table]]

    def check(self):
        """Compares every row, when nothing runs. Returns how many there are, and what is wrong."""
        faults, total = [], 0
        for table, (_, column, *_) in rows.COLUMNS.items():
            sql = STAMPS.format(group=rows.GROUP, table=table, column=column)
            found = {
                int(number): (low if low == high else f"{low} to {high}", count)
                for number, count, low, high in self._database.run(sql)
            }
            expected = {}
            for block in self._blocks(table):
                self._settle(block, found)
                expected |= block.groups
            faults += [
                f"{table}: ids from {number * rows.GROUP + 1} are {found.get(number)}, not {expected.get(number)}"
                for number in sorted(expected.keys() | found.keys())
                if found.get(number) != expected.get(number)
            ]
            total += sum(count for _, count in found.values())
        return total, faults

    @staticmethod
    def _settle(block, found):
        """Where the answer was not seen, one of two stamps is right, and of all rows."""
        kept = block.stamp
        for stamp in (kept, *block.doubts):
            block.stamp = stamp
            if all(found.get(number) == block.groups.get(number) for number in block.numbers):
                break
        else:
            block.stamp = kept
        block.doubts.clear()

    def sums(self):
        """Where a table has other rows than those that receipts say came in, and those that were deleted."""
        faults = []
        for table in rows.COLUMNS:
            have = self._database.number(f"SELECT COUNT(*) FROM `{table}`") + self.deleted[table] - self._start[table]
            say = self._database.number(INSERTED, table) - self._received[table]
            if have != say:
                faults.append(f"{table}: receipts say that {say} rows came in, the table has {have}")
        return faults

    def thin_out(self, random):
        """Deletes rows, as an application would, so that others can come in."""
        for table in rows.COLUMNS:
            for block in self._blocks(table):
                if block.stamp and random.random() < 0.3:
                    last = block.first + block.rows - 1
                    sql = f"DELETE FROM `{table}` WHERE `id` BETWEEN {block.first} AND {last}"
                    self.deleted[table] += self._database.run(sql)
                    block.stamp = None

    def faults(self):
        """What loads, restores, backups and requests left behind that they should not."""
        found = {name: self._database.number(sql) for name, sql in FAULTS.items()}
        return [f"{name}: {count}" for name, count in found.items() if count]

    def once(self):
        """How many requests with a key there were, and those that were done twice, or never."""
        names, wrong = map(int, self._database.run(ONCE)[0])
        return names, wrong
