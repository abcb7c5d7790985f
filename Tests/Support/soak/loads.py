"""What clients do to bring rows in. Every receipt is held to what the table held before."""

import concurrent.futures
import dataclasses
import gzip
import select
import time
import urllib.parse

import rows
from client import RETRY_SECONDS, Away, TurnedAway, Unexpected, until

FINAL = ("done", "failed", "interrupted")
CSV, NDJSON = "text/csv", "application/x-ndjson"


@dataclasses.dataclass
class Plan:
    """One load of a block, and what must come of it."""

    block: rows.Block
    stamp: str
    options: dict
    broken: int
    expect: dict  # the receipt's numbers
    status: int = 200
    writes: bool = True

    @property
    def outcome(self):
        """The block's stamp afterwards."""
        return self.stamp if self.writes else self.block.stamp

    @property
    def lines(self):
        return rows.rows(self.block, self.stamp, self.broken)

    def target(self):
        return "/upload?" + urllib.parse.urlencode({"table": self.block.table} | self.options)

    def check(self, receipt, state="done"):
        sums = {name: receipt[name] for name in ("read", "inserted", "updated", "unchanged", "rejected")}
        if (receipt["state"], receipt["table"], sums) != (state, self.block.table, self.expect):
            raise Unexpected(f"load {receipt['id']} is {receipt['state']} with {sums}, not {state} with {self.expect}")


def numbers(**given):
    sums = {"inserted": 0, "updated": 0, "unchanged": 0, "rejected": 0} | given
    return {"read": sum(sums.values())} | sums


def make_plan(random, block, stamp):
    """One of the ways to load a block that make sense as it is now."""
    broken = random.choice((0, 0, 1, 4))
    change = "updated" if block.stamp else "inserted"
    update = {"on_duplicate": "update"}
    done = numbers(**{change: block.rows}, rejected=broken)
    way = random.choice(("write", "write", "write", "dry", "abort", "other"))
    if way == "dry":
        return Plan(block, stamp, update | {"dry_run": "true"}, broken, done, writes=False)
    if way == "abort" and broken:
        total = numbers(rejected=block.rows + broken)
        return Plan(block, stamp, update | {"on_reject": "abort"}, broken, total, status=422, writes=False)
    if way == "other" and not block.stamp:
        return Plan(block, stamp, {"on_duplicate": "reject"}, broken, done)
    if way == "other" and (block.is_wide or random.random() < 0.5):
        same = numbers(unchanged=block.rows, rejected=broken)
        return Plan(block, block.stamp, {"on_duplicate": "skip"}, broken, same)
    if way == "other" and block.rows <= 100:
        none = numbers(rejected=block.rows)
        return Plan(block, stamp, {"on_duplicate": "reject"}, 0, none, status=422, writes=False)
    return Plan(block, stamp, update, broken, done)


def write_plan(random, block, stamp):
    """A load that writes, and whose request may be repeated."""
    broken = random.choice((0, 2))
    change = "updated" if block.stamp else "inserted"
    sums = numbers(**{change: block.rows}, rejected=broken)
    return Plan(block, stamp, {"on_duplicate": "update"}, broken, sums)


class Loads:
    """Mixed into `Mix`, which has the client, its blocks and its random numbers."""

    # --- one table ------------------------------------------------------------------------------------------------

    def upload(self):
        """A file of some rows, in one of the forms that there are."""
        plan = make_plan(self.random, self.small_block(), self.next_stamp())
        self._upload("upload", plan)

    def upload_wide(self):
        """A file of 20,000 rows."""
        self._upload("upload wide", make_plan(self.random, self.wide_block(), self.next_stamp()))

    def _upload(self, kind, plan):
        body, headers = self._body(plan)
        with plan.block.becomes(plan.outcome):
            answer = self.send(kind, "POST", plan.target(), body, (plan.status,), **headers)
            plan.check(answer.json()["loads"][0], self._state(plan))

    def _body(self, plan):
        form = self.random.choice(("csv", "header", "gzip", "ndjson"))
        if form == "ndjson":
            return rows.ndjson(plan.block.table, plan.lines), {"Content_Type": NDJSON}
        body = rows.csv(plan.block.table, plan.lines, header=form == "header")
        if form == "gzip":
            return gzip.compress(body, 1), {"Content_Type": CSV, "Content_Encoding": "gzip"}
        return body, {"Content_Type": CSV}

    @staticmethod
    def _state(plan):
        return "failed" if "on_reject" in plan.options else "done"

    def bulk(self):
        plan = make_plan(self.random, self.small_block(), self.next_stamp())
        lines = plan.lines
        if self.random.random() < 0.5:
            lines = rows.objects(plan.block.table, lines)
        document = {"table": plan.block.table, "data": lines} | plan.options
        with plan.block.becomes(plan.outcome):
            answer = self.post_json("bulk", "/bulk", document, expect=(plan.status,)).json()
            plan.check(answer["load"] if plan.status == 200 else answer["loads"][0], self._state(plan))

    # --- several tables -------------------------------------------------------------------------------------------

    def upload_form(self):
        """The three tables in one form, in any order."""
        plans = [write_plan(self.random, self.small_block(table), self.next_stamp()) for table in rows.COLUMNS]
        self.random.shuffle(plans)
        parts = [(plan.block.table, rows.csv(plan.block.table, plan.lines, header=False)) for plan in plans]
        with plans[0].block.becomes(plans[0].stamp), plans[1].block.becomes(plans[1].stamp):
            with plans[2].block.becomes(plans[2].stamp):
                answer = self.send_form("upload form", "/upload?on_duplicate=update", parts)
                by_table = {receipt["table"]: receipt for receipt in answer.json()["loads"]}
                for plan in plans:
                    plan.check(by_table[plan.block.table])

    def first_load(self):
        """60,000 rows into an empty table, which is built beside it and swapped in."""
        table, count = f"soak_arrivals_{self.number}", 60_000
        self.database.run(f"DROP TABLE IF EXISTS `{table}`")
        columns = "`id` INT UNSIGNED PRIMARY KEY, `batch` INT NOT NULL, KEY (`batch`)"
        self.database.run(f"CREATE TABLE `{table}` ({columns})")
        batch = self.next_number()
        body = "".join(f"{number},{batch}\n" for number in range(1, count + 1)).encode()
        answer = self.send("first load", "POST", f"/upload?table={table}", body, Content_Type=CSV)
        receipt = answer.json()["loads"][0]
        found = self.database.run(f"SELECT COUNT(*), SUM(`batch` = {batch}) FROM `{table}`")[0]
        if (receipt["state"], receipt["inserted"], *map(int, found)) != ("done", count, count, count):
            raise Unexpected(f"first load {receipt['id']}: {receipt['inserted']} inserted, {found} in the table")
        self.database.run(f"DROP TABLE `{table}`")

    # --- requests that are kept, repeated, ended ------------------------------------------------------------------

    def promise(self):
        """A load that is answered before it is written, and goes on over a restart."""
        plan = write_plan(self.random, self.small_block(), self.next_stamp())
        with plan.block.becomes(plan.stamp):
            body = rows.csv(plan.block.table, plan.lines, header=False)
            answer = self.send(
                "promise", "POST", plan.target(), body, (202,), Content_Type=CSV, Prefer="respond-async")
            plan.check(until("the end of a promised load", 120, lambda: self._ended(answer.headers["Location"])))

    def _ended(self, location):
        try:
            receipt = self.get(location, "promise, how far").json()
        except Away:
            return time.sleep(RETRY_SECONDS)
        return receipt if receipt["state"] in FINAL else None

    def once(self):
        """A request with a key, sent again, also at the same time, also over a restart: done once."""
        plan = write_plan(self.random, self.small_block(), self.next_stamp())
        body = rows.csv(plan.block.table, plan.lines, header=False)
        key = f"once-{self.seed}-{self.number}-{self.next_number()}"
        with plan.block.becomes(plan.stamp):
            if self.random.random() < 0.3:
                with concurrent.futures.ThreadPoolExecutor(2) as pool:
                    futures = [pool.submit(self._answer_once, plan, key, body, n) for n in (1, 2)]
                    first, second = (future.result() for future in futures)
            else:
                first, second = (self._answer_once(plan, key, body, attempt) for attempt in (1, 2))
            plan.check(first.json()["loads"][0])
        if first.body != second.body:
            raise Unexpected(f"the key {key} has two answers: {first.body[:300]} and {second.body[:300]}")
        if {"Idempotent-Replayed" in answer.headers for answer in (first, second)} != {True, False}:
            raise Unexpected(f"the key {key} was not answered once as new and once from what is kept")
        self.keys.append(key)
        self.send(
            "key reused", "POST", plan.target(), body + b"77,x\n", (422,), Content_Type=CSV, Idempotency_Key=key)

    def _answer_once(self, plan, key, body, attempt):
        """The answer to a request that is repeated until there is one."""

        def answer():
            try:
                headers = {"Content_Type": CSV, "Idempotency_Key": key, "X_Request_Id": f"{key}.{attempt}"}
                answer = self.send("once", "POST", plan.target(), body, (200, 409), **headers)
            except (Away, TurnedAway):
                return time.sleep(RETRY_SECONDS)
            if answer.status == 409 and answer.problem != "request-running":
                raise Unexpected(f"the key {key} is answered by {answer.body[:500]}")
            return answer if answer.status == 200 else None

        return until("the answer to a request with a key", 120, answer)

    def undo(self):
        """A load that is taken back, or of which it is only asked what that would do."""
        block, is_dry = self.small_block(), self.random.random() < 0.3
        plan, before = write_plan(self.random, block, self.next_stamp()), block.stamp
        body = rows.csv(block.table, plan.lines, header=False)
        with block.becomes(plan.stamp):
            receipt = self.send("upload", "POST", plan.target(), body, Content_Type=CSV).json()["loads"][0]
            plan.check(receipt)
        with block.becomes(plan.stamp if is_dry else before):
            undone = self.post_json("undo", f"/loads/{receipt['id']}/undo", {"dry_run": is_dry}).json()["load"]
            if (undone["deleted"], undone["updated"]) != (receipt["inserted"], receipt["updated"]):
                raise Unexpected(f"the undo of load {receipt['id']} has {undone}")

    def cancel(self):
        """A load that is ended while it is received."""
        plan = write_plan(self.random, self.wide_block(), self.next_stamp())
        name = f"cancel-{self.seed}-{self.number}-{self.next_number()}"
        body = rows.csv(plan.block.table, plan.lines, header=False)
        headers = {"Content_Type": CSV, "X_Request_Id": name}
        with self.begin("cancelled upload", plan.target(), body, 0.5, **headers) as connection:
            load = until("the load that is to be cancelled", 30, lambda: self._receiving(name, connection))
            receipt = self.send("cancel", "DELETE", f"/loads/{load}").json()
            if receipt["state"] != "interrupted":
                raise Unexpected(f"the cancelled load {load} is {receipt['state']}")

    def _receiving(self, name, connection):
        if select.select([connection], [], [], 0)[0]:
            raise TurnedAway  # there is an answer before the end: no room
        loads = self.get("/loads?state=receiving&limit=100").json()["loads"]
        return next((load["id"] for load in loads if load["request_id"] == name), None)

    # --- clients that vanish --------------------------------------------------------------------------------------

    def vanish_early(self):
        """A client that goes while it sends: nothing of it may be in the table."""
        plan = write_plan(self.random, self.block(), self.next_stamp())
        body = rows.csv(plan.block.table, plan.lines, header=False)
        share = self.random.choice((0, 0.1, 0.5, 0.99))
        self.begin("vanishing client", plan.target(), body, share, Content_Type=CSV).close()

    def vanish_late(self):
        """A client that goes before the answer: all of it is in the table, or nothing, as the receipt says."""
        plan = write_plan(self.random, self.block(), self.next_stamp())
        name = f"vanish-{self.seed}-{self.number}-{self.next_number()}"
        body = rows.csv(plan.block.table, plan.lines, header=False)
        # Where no receipt tells, the next rest looks at the table.
        plan.block.doubts.add(plan.stamp)
        self.begin("vanishing client", plan.target(), body, 1, Content_Type=CSV, X_Request_Id=name).close()
        deadline = time.monotonic() + 10
        while (state := self.database.state_of(name)) not in FINAL and time.monotonic() < deadline:
            time.sleep(0.1)
        if state in FINAL:
            plan.block.doubts.clear()
            plan.block.stamp = plan.stamp if state == "done" else plan.block.stamp
