"""The service as programs see it: what the page shows is compared with these answers."""

import dataclasses
import json
import urllib.error
import urllib.request
import uuid


def text_of(content):
    """UTF-8, and the bytes of rejects, which are what was sent: comparable, whatever they are."""
    return content.decode("utf-8", errors="surrogateescape")


@dataclasses.dataclass(frozen=True)
class Answer:
    status: int
    headers: dict
    text: str

    def json(self):
        return json.loads(self.text)


class Service:
    """Sends requests past every proxy, with the development stack's token."""

    def __init__(self, url, token):
        self.url = url
        self.token = token
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def send(self, path, body=None, **headers):
        """One request; a status that says no is an answer like the others."""
        headers.setdefault("Authorization", f"Bearer {self.token}")
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.url + path, data=body, headers=names)
        try:
            with self._opener.open(request, timeout=60) as answer:
                return self._read(answer)
        except urllib.error.HTTPError as refusal:
            with refusal:
                return self._read(refusal)

    def get(self, path):
        """The document at an address, which must be there."""
        answer = self.send(path)
        assert answer.status == 200, f"GET {path}: {answer.status} {answer.text[:1000]}"
        return answer.json()

    def csv(self, path):
        answer = self.send(path, Accept="text/csv")
        assert answer.status == 200, f"GET {path} as CSV: {answer.status} {answer.text[:1000]}"
        return answer.text

    def upload(self, files, query=""):
        """Loads files, given as bytes by the name of their table, and answers with the receipts."""
        boundary = uuid.uuid4().hex
        body = b"".join(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{table}"; filename="{table}.csv"\r\n\r\n'.encode()
            + content
            + b"\r\n"
            for table, content in files.items()
        )
        kind = f"multipart/form-data; boundary={boundary}"
        answer = self.send(f"/upload{query}", body + f"--{boundary}--\r\n".encode(), Content_Type=kind)
        assert answer.status == 200, f"upload: {answer.status} {answer.text[:1000]}"
        return answer.json()["loads"]

    def backup(self, table):
        body = json.dumps({"table": table}).encode()
        answer = self.send("/backup", body, Content_Type="application/json")
        assert answer.status == 200, f"backup: {answer.status} {answer.text[:1000]}"
        return answer.json()["backups"]

    @staticmethod
    def _read(answer):
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(answer.status, headers, text_of(answer.read()))
