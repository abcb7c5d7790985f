"""What clients do besides loading: backups and restores, reports, reads, and what is refused."""

import json

import rows
from client import Away, Unexpected

PARCELS = "soak_parcels"
MAKE_PARCELS = f"""
    CREATE TABLE `{PARCELS}` (
        `id` BIGINT UNSIGNED NOT NULL PRIMARY KEY,
        `label` VARCHAR(100) NOT NULL,
        `weight` DECIMAL(12, 3) NOT NULL,
        `sent_at` DATETIME(6) NOT NULL,
        `note` VARCHAR(200) NULL,
        KEY (`sent_at`)
    ) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
"""
DIGEST = """
    SELECT COUNT(*), COALESCE(SUM(CRC32(CONCAT_WS('|', `id`, `label`, `weight`, `sent_at`, COALESCE(`note`, '-')))), 0)
      FROM `{}`
"""

PAGES = (
    "/", "/dashboard/main.js", "/dashboard/style.css", "/dashboard/chart.js", "/openapi.json", "/healthz", "/readyz",
    "/metrics", "/tables", "/tables/departments", "/tables/hired_employees", "/problems", "/problems/busy", "/reports",
    "/loads?state=done&table=jobs&limit=5", "/backups?limit=5", "/backups?table=jobs",
)
REFUSALS = (
    # method, address, body, media type, other headers, status
    ("GET", "/nothing/here", None, None, {}, 404),
    ("PUT", "/bulk", b"{}", "application/json", {}, 405),
    ("POST", "/bulk", b"{", "application/json", {}, 400),
    ("POST", "/bulk", b'{"table": "jobs", "data": []}', "application/json", {}, 400),
    ("POST", "/bulk", b'{"table": "jobs", "data": ' + b"[" * 200 + b"]" * 200 + b"}", "application/json", {}, 400),
    ("POST", "/bulk", b'{"table": "pets", "data": [[1, "Rex"]]}', "application/json", {}, 404),
    ("POST", "/bulk", b"1,2\n", "text/csv", {}, 415),
    ("POST", "/upload?table=wharf_loads", b"1,2\n", "text/csv", {}, 404),
    ("POST", "/upload?table=jobs&on_duplicate=perhaps", b"1,2\n", "text/csv", {}, 400),
    ("POST", "/upload", b"1,2\n", "text/csv", {}, 400),
    ("POST", "/upload?table=jobs", b"", "text/csv", {}, 400),
    ("POST", "/upload?table=jobs", b"1,Clerk\n2,\"Cook\n3,Smith\n", "text/csv", {}, 422),
    ("POST", "/upload?table=jobs", b"1;2,3\n4;5,6\n7;8,9\n", "text/csv", {}, 422),
    ("POST", "/upload?table=jobs", b"PK\x03\x04" + b"\x07" * 3000, "text/csv", {}, 415),
    ("POST", "/upload?table=jobs", "1,Clerk\r\n2,Cook".encode("utf-16"), "text/csv", {}, 415),
    ("POST", "/upload?table=jobs", b"not gzip", "text/csv", {"Content_Encoding": "gzip"}, 400),
    ("POST", "/upload?table=jobs", b"<a/>", "application/xml", {}, 415),
    ("POST", "/upload", b"--b\r\nContent-Disposition: form-data", "multipart/form-data; boundary=b", {}, 400),
    ("POST", "/backup", b'{"table": "pets"}', "application/json", {}, 404),
    ("POST", "/backup", b'{"table": 5}', "application/json", {}, 400),
    ("POST", "/restore", b'{"table": "jobs", "backup": "01J00000000000000000000000"}', "application/json", {}, 404),
    ("POST", "/restore", b'{"table": "jobs", "as": "departments"}', "application/json", {}, 409),
    ("POST", "/restore", b'{"table": "jobs", "file": "../../etc/passwd"}', "application/json", {}, 400),
    ("POST", "/restore", b'{"table": "jobs", "file": "none.avro"}', "application/json", {}, 404),
    ("POST", "/backups/01J00000000000000000000000/verify", b"{}", "application/json", {}, 404),
    ("GET", "/loads/01J00000000000000000000000", None, None, {}, 404),
    ("DELETE", "/loads/01J00000000000000000000000", None, None, {}, 404),
    ("GET", "/loads?limit=100000", None, None, {}, 400),
    ("GET", "/hires_q?year=soon", None, None, {}, 400),
    ("GET", "/tables?" + "a" * 9000, None, None, {}, 414),
    ("GET", "/tables", None, None, {"X_Bomb": "a" * 9000}, 431),
    ("GET", "/tables", None, None, {"Accept": "image/png"}, 406),
    ("GET", "/tables", None, None, {"Authorization": "Bearer wharf_wrong"}, 401),
    ("GET", "/tables", None, None, {"Authorization": "Basic d3JvbmcK"}, 401),
)


def _parcel(number, stamp):
    weight, time = f"{number % 997}.{number % 1000:03}", rows.TIMES[number % len(rows.TIMES)]
    return f"{number},{stamp},{weight},{time},{stamp if number % 3 else ''}\n"


class Others:
    """Mixed into `Mix`, which has the client, its blocks and its random numbers."""

    # --- reads ----------------------------------------------------------------------------------------------------

    def read(self):
        self._parsed(self.get(self.random.choice(PAGES)))

    def read_loads(self):
        """A page of receipts and the next one; a receipt and its rejects."""
        page = self._parsed(self.get("/loads?limit=20"))
        if page.get("next"):
            self._parsed(self.get(page["next"]))
        for load in self.random.sample(page["loads"], min(2, len(page["loads"]))):
            receipt = self._parsed(self.get(f"/loads/{load['id']}"))
            if receipt["read"] != sum(receipt[name] for name in ("inserted", "updated", "unchanged", "rejected")):
                raise Unexpected(f"the sum of load {load['id']} does not close: {receipt}")
            accept = self.random.choice(("application/json", "text/csv"))
            self.get(receipt["rejects_url"], "read rejects", Accept=accept)

    @staticmethod
    def _parsed(answer):
        is_json = "json" in answer.headers.get("Content-Type", "")
        return json.loads(answer.body) if is_json else answer.body

    def refused(self):
        method, target, body, media_type, headers, status = self.random.choice(REFUSALS)
        if media_type:
            headers = headers | {"Content_Type": media_type}
        answer = self.send("refused", method, target, body, (status,), **headers)
        if not answer.problem:
            raise Unexpected(f"{method} {target[:60]}: {status} without a problem document")

    # --- reports --------------------------------------------------------------------------------------------------

    def report(self):
        name = self.random.choice(("hires_q", "hires_q", "hires_depa", "hires_depa", "rejects_by_code", "loads_by_day"))
        target = f"/{name}?year={self.random.randint(2014, 2027)}"
        way = self.random.choice(("rows", "none", "csv", "again"))
        if way == "none":
            answer = self._parsed(self.get(f"{target}&rows=false", name))
        elif way == "csv":
            answer = self._parsed(self.get(target, name, Accept="text/csv"))
        else:
            known = {"If_None_Match": self.tags[target]} if way == "again" and target in self.tags else {}
            response = self.send(name, "GET", target, expect=(200, 304), **known)
            if response.status == 304:
                return
            self.tags[target], answer = response.headers["ETag"], self._parsed(response)
        if name == "hires_depa" and way in ("rows", "again"):
            low = [line for line in answer["rows"] if line["hired"] <= answer["rule"]["mean"]]
            if low or answer["rows"] != sorted(answer["rows"], key=lambda line: (-line["hired"], line["id"])):
                raise Unexpected(f"hires_depa has rows below the mean, or out of order: {answer}")

    # --- backups --------------------------------------------------------------------------------------------------

    def _back_up(self, table):
        answer = self.post_json("backup all" if table == "*" else "backup", "/backup", {"table": table})
        return answer.json()["backups"]

    def backup(self):
        """A backup and its proof."""
        backup = self._back_up(self.random.choice([*rows.COLUMNS, PARCELS]))[0]
        self._parsed(self.get(f"/backups/{backup['id']}"))
        level = self.random.choice(("file", "records", "drill"))
        self.post_json(f"verify {level}", f"/backups/{backup['id']}/verify", {"level": level})

    def backup_all(self):
        tables = {backup["table"] for backup in self._back_up("*")}
        if not tables >= {*rows.COLUMNS, PARCELS}:
            raise Unexpected(f"a backup of all has {tables}")

    def vanish_in_backup(self):
        body = json.dumps({"table": "hired_employees"}).encode()
        self.begin("vanishing client", "/backup", body, 1, Content_Type="application/json").close()

    def restore_as(self):
        """A table out of a backup of another one, which nobody changes meanwhile."""
        with self.parcels:
            backup = self._back_up(PARCELS)[0]
            self._restore_copy(backup)

    def _restore_copy(self, backup):
        copy = f"soak_copy_{self.number}"
        # A restart may have hidden the answer of the last one.
        self.database.run(f"DROP TABLE IF EXISTS `{copy}`")
        self.post_json("restore as", "/restore", {"table": PARCELS, "backup": backup["id"], "as": copy})
        self._compare(copy, self._digest(PARCELS))
        self.database.run(f"DROP TABLE `{copy}`")

    def restore(self):
        """A table that is changed and brought back."""
        with self.parcels:
            self._change_parcels()
            backup, before = self._back_up(PARCELS)[0], self._digest(PARCELS)
            self._change_parcels()
            order = {"table": PARCELS, "backup": backup["id"]}
            changed = self._digest(PARCELS)
            self.post_json("restore dry run", "/restore", order | {"dry_run": True})
            self._compare(PARCELS, changed)
            try:
                self.post_json("restore", "/restore", order | {"safety": self.random.random() < 0.1})
            except Away:
                self._compare(PARCELS, before, changed)
                raise
            self._compare(PARCELS, before)

    def restore_dry(self):
        """What a restore of a table would do that others are writing to."""
        table = self.random.choice(("departments", "jobs"))
        self._back_up(table)
        self.post_json("restore dry run", "/restore", {"table": table, "dry_run": True})

    def _change_parcels(self):
        first, count, stamp = self.random.randint(1, 4000), self.random.choice((1, 500, 2000)), self.next_stamp()
        lines = "".join(_parcel(number, stamp) for number in range(first, first + count))
        target = f"/upload?table={PARCELS}&on_duplicate=update"
        receipt = self.send("upload", "POST", target, lines.encode(), Content_Type="text/csv").json()["loads"][0]
        if receipt["inserted"] + receipt["updated"] != count:
            raise Unexpected(f"of {count} parcels the receipt has {receipt}")

    def _digest(self, table):
        return tuple(map(int, self.database.run(DIGEST.format(table))[0]))

    def _compare(self, table, *allowed):
        if (found := self._digest(table)) not in allowed:
            raise Unexpected(f"{table} has rows and digest {found}, not {allowed}")
