"""One client of the service, and what all clients have seen."""

import array
import collections
import json
import socket
import statistics
import threading
import time

import urllib3

AGENT = "soak"
PATIENCE_SECONDS = 120
RETRY_SECONDS = 1


class Unexpected(Exception):
    """What should not be, in a sentence."""


class Away(Exception):
    """The responder was being restarted: what became of the request is not known."""


class TurnedAway(Exception):
    """The service has no room just now, and has done nothing."""


class Answer:
    def __init__(self, response):
        self.status, self.headers, self.body = response.status, response.headers, response.data

    def json(self):
        return json.loads(self.body)

    @property
    def problem(self):
        """The last part of a problem's type; empty for any other answer."""
        if "problem+json" not in self.headers.get("Content-Type", ""):
            return ""
        return self.json()["type"].rsplit("/", 1)[-1]


class Watch:
    """Counts what came back, of all clients."""

    def __init__(self):
        self._lock = threading.Lock()
        self._is_restarting, self._restarted_at = False, float("-inf")
        self.requests = 0
        self.away, self.turned_away, self.kinds = collections.Counter(), collections.Counter(), collections.Counter()
        self.failures = []
        self._recent = array.array("f")
        self._seconds = collections.defaultdict(lambda: array.array("f"))
        self.half = 1

    # --- restarts -------------------------------------------------------------------------------------------------

    def restart_begins(self):
        with self._lock:
            self._is_restarting = True

    def restart_ends(self):
        with self._lock:
            self._is_restarting, self._restarted_at = False, time.monotonic()

    def _met_a_restart(self, began):
        return self._is_restarting or self._restarted_at >= began

    # --- answers --------------------------------------------------------------------------------------------------

    def count(self, kind):
        """A request whose answer nobody waits for."""
        with self._lock:
            self.requests += 1
            self.kinds[kind] += 1

    def judge(self, kind, answer, began, expected):
        """Returns the answer where it is an expected one."""
        seconds = time.monotonic() - began
        with self._lock:
            self.requests += 1
            self.kinds[kind] += 1
            self._recent.append(seconds)
            self._seconds[kind, self.half].append(seconds)
            if answer.status in expected:
                return answer
            if "Retry-After" in answer.headers:
                if answer.status in (502, 503) and self._met_a_restart(began):
                    self.away[answer.status] += 1
                    raise Away
                if answer.problem in ("busy", "too-many-loads", "restore-running"):
                    self.turned_away[f"{answer.status} {answer.problem}"] += 1
                    raise TurnedAway
        text = answer.body[:500].decode(errors="replace")
        raise Unexpected(f"{kind}: the answer is {answer.status}, not one of {sorted(expected)}: {text}")

    def fail(self, reason):
        with self._lock:
            self.failures.append(reason)
            if len(self.failures) <= 10:
                print(f"soak: NOT EXPECTED: {reason}", flush=True)

    # --- times ----------------------------------------------------------------------------------------------------

    def take_recent(self):
        """Median and 99th percentile since the last call, in milliseconds, and how many."""
        with self._lock:
            recent, self._recent = self._recent, array.array("f")
        return (*milliseconds(recent), len(recent))

    def by_kind(self):
        """Of each kind how many, and median and 99th percentile of both halves of the run."""
        return [
            (kind, count, *milliseconds(self._seconds[kind, 1]), *milliseconds(self._seconds[kind, 2]))
            for kind, count in sorted(self.kinds.items())
        ]


def milliseconds(seconds):
    if len(seconds) < 2:
        return (sum(seconds) * 1000,) * 2
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    return cuts[49] * 1000, cuts[98] * 1000


class Client:
    """Sends requests over connections of its own."""

    def __init__(self, host, port, token, watch):
        self.watch = watch
        self._address, self._token = (host, port), token
        self._pool = urllib3.HTTPConnectionPool(host, port, maxsize=2, retries=False, timeout=PATIENCE_SECONDS)

    def send(self, kind, method, target, body=None, expect=(200,), **headers):
        """One request.

        Raises `Unexpected` for any other status than those that are expected, and `Away` or `TurnedAway` where the
        service says so.
        """
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        names = {"User-Agent": AGENT, "Authorization": f"Bearer {self._token}"} | names
        began = time.monotonic()
        try:
            response = self._pool.urlopen(method, target, body=body, headers=names)
        except urllib3.exceptions.HTTPError as error:
            raise Unexpected(f"{kind}: {method} {target} has no answer: {error}") from error
        return self.watch.judge(kind, Answer(response), began, expect)

    def get(self, target, kind="read", **headers):
        return self.send(kind, "GET", target, **headers)

    def post_json(self, kind, target, document, **options):
        options.setdefault("Content_Type", "application/json")
        return self.send(kind, "POST", target, json.dumps(document), **options)

    def send_form(self, kind, target, files):
        """A form of files, given as pairs of table and content."""
        parts = [(table, (f"{table}.csv", content, "text/csv")) for table, content in files]
        body, media_type = urllib3.filepost.encode_multipart_formdata(parts)
        return self.send(kind, "POST", target, body, Content_Type=media_type)

    def begin(self, kind, target, body, share, **headers):
        """Sends a `POST` of which only a share of the body comes.

        Returns the socket, which the caller closes.
        """
        names = {"Host": "wharf", "User-Agent": "soak, not waiting", "Authorization": f"Bearer {self._token}"}
        names |= {"Content-Length": len(body)} | {name.replace("_", "-"): value for name, value in headers.items()}
        head = "".join(f"{name}: {value}\r\n" for name, value in names.items())
        self.watch.count(kind)
        connection = socket.create_connection(self._address, timeout=PATIENCE_SECONDS)
        try:
            connection.sendall(f"POST {target} HTTP/1.1\r\n{head}\r\n".encode() + body[: int(len(body) * share)])
        except OSError:
            connection.close()
            raise
        return connection


def until(what, seconds, condition):
    """Waits for a condition, whose value it returns."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise Unexpected(f"{what}: not within {seconds} s")
        time.sleep(0.05)
    return value
