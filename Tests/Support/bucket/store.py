"""A small object store with faults, on 127.0.0.1, for tests: as much of S3 as s3fs and rclone ask for.

    store.py PORT FOLDER

It has one bucket, `backups`; nobody's credentials are looked at. An object appears, or changes, at once when its
upload is complete. Bodies go to files in FOLDER, and all of it is forgotten when the store ends. FOLDER/faults says
what goes wrong, a line KEY=VALUE each, and is read again at each request:

    full=STATUS   uploads are answered so
    cut=BYTES     an upload's connection is dropped after so many bytes of its body
    hang=BYTES    after so many bytes of an upload's body nothing more is taken; with 0 no request is answered. What
                  hangs goes on when the fault goes
    refuse=1      there is nobody at the port
    read=STATUS   downloads are answered so
    short=BYTES   a download's connection is dropped after so many bytes
    match=TEXT    only where the object's key contains this; not for refuse
"""

import hashlib
import itertools
import os
import socket
import sys
import threading
import time
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from xml.etree import ElementTree
from xml.sax.saxutils import escape

BUCKET = "backups"
SMALLEST_PART = 5 << 20
PIECE = 1 << 18
NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
PORT, FOLDER = int(sys.argv[1]), sys.argv[2]

lock = threading.RLock()
objects = {}  # key: Object
uploads = {}  # id: Upload
numbers = itertools.count(1)


class Refusal(Exception):
    """An answer with a status that is no success."""

    def __init__(self, status, code):
        super().__init__(code)
        self.status, self.code = status, code


class Gone(Exception):
    """The connection ends without an answer."""


class Body:
    """Bytes in a file, removed with the last reference."""

    def __init__(self):
        self.path = os.path.join(FOLDER, f"body-{next(numbers)}")
        self.size, self.md5 = 0, hashlib.md5()
        self.file = open(self.path, "xb", buffering=0)

    def append(self, piece):
        view = memoryview(piece)
        while view:
            view = view[self.file.write(view) :]
        self.md5.update(piece)
        self.size += len(piece)

    def finish(self):
        self.file.close()
        return self

    def pieces(self, start=0, length=None):
        left = self.size - start if length is None else length
        with open(self.path, "rb", buffering=0) as file:
            file.seek(start)
            while left > 0:
                piece = file.read(min(PIECE, left))
                if not piece:
                    raise Gone("a body is short")
                left -= len(piece)
                yield piece

    def __del__(self):
        self.file.close()
        try:
            os.unlink(self.path)
        except OSError:
            pass


class Object:
    def __init__(self, body, etag, headers):
        self.body, self.etag, self.headers, self.time = body, etag, headers, time.time()


class Upload:
    def __init__(self, key, headers):
        self.key, self.headers, self.parts = key, headers, {}


def faults():
    try:
        with open(os.path.join(FOLDER, "faults")) as file:
            return dict(line.strip().split("=", 1) for line in file if "=" in line)
    except OSError:
        return {}


def iso(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(seconds))


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    rbufsize = PIECE
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def handle_expect_100(self):
        return True  # answered when the body is wanted

    def do(self):
        url = urlsplit(self.path)
        self.query = dict(parse_qsl(url.query, keep_blank_values=True))
        bucket, _, self.key = unquote(url.path).lstrip("/").partition("/")
        self.is_body_read = False
        self.status = 0
        try:
            self.wait_while_hanging(0)
            if bucket != BUCKET:
                raise Refusal(404, "NoSuchBucket")
            self.meet_fault()
            name = ("object_" if self.key else "bucket_") + self.command.lower()
            getattr(self, name, self.not_known)()
        except Refusal as refusal:
            self.refuse(refusal)
        except (Gone, OSError):
            self.drop()
        print(f"{self.command} {self.path} {self.status}", flush=True)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = do

    def not_known(self):
        raise Refusal(501, "NotImplemented")

    # Faults

    def fault(self, name):
        known = faults()
        if known.get("match", "") not in self.key:
            return None
        return known.get(name)

    @property
    def is_upload(self):
        return bool(self.key) and self.command in ("PUT", "POST")

    def meet_fault(self):
        if self.is_upload and (status := self.fault("full")):
            raise Refusal(int(status), "InsufficientStorage")
        if self.key and self.command == "GET" and (status := self.fault("read")):
            raise Refusal(int(status), "InternalError")

    def wait_while_hanging(self, taken):
        while (limit := self.fault("hang")) is not None:
            if int(limit) > 0 and not (self.is_upload and taken >= int(limit)):
                return
            time.sleep(0.02)

    def drop(self):
        self.close_connection = True
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def refuse(self, refusal):
        document = f"<Error><Code>{refusal.code}</Code><Key>{escape(self.key)}</Key></Error>"
        try:
            # A client that does not wait for leave sends its body whatever is answered, and listens after that.
            if self.headers.get("Expect", "").lower() == "100-continue" and not self.is_body_read:
                self.close_connection = True
            elif not self.is_body_read:
                for _ in self.pieces():
                    pass
            self.answer(refusal.status, document)
        except (Gone, OSError):
            self.drop()

    # Bodies and answers

    def pieces(self):
        """The body of the request."""
        if self.headers.get("Transfer-Encoding") or self.headers.get("Content-Encoding") == "aws-chunked":
            raise Refusal(501, "NotImplemented")
        left = int(self.headers.get("Content-Length") or 0)
        if self.headers.get("Expect", "").lower() == "100-continue" and not self.is_body_read:
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        self.is_body_read = True
        while left:
            piece = self.rfile.read1(min(left, PIECE))
            if not piece:
                raise Gone("the client went away")
            left -= len(piece)
            yield piece

    def document(self):
        return b"".join(self.pieces())

    def take(self):
        body = Body()
        for piece in self.pieces():
            body.append(piece)
            cut = self.fault("cut")
            if cut is not None and body.size >= int(cut):
                raise Gone("as told")
            self.wait_while_hanging(body.size)
        return body.finish()

    def answer(self, status, document=None, headers=()):
        self.status = status
        body = b"" if document is None else f'<?xml version="1.0" encoding="UTF-8"?>\n{document}'.encode()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    # The bucket

    def bucket_head(self):
        self.answer(200)

    def bucket_put(self):
        self.document()
        self.answer(200)

    def bucket_get(self):
        if "location" in self.query:
            return self.answer(200, f'<LocationConstraint xmlns="{NAMESPACE}"/>')
        if any(name in self.query for name in ("versioning", "uploads", "acl")):
            raise Refusal(501, "NotImplemented")
        return self.list()

    def list(self):
        query = self.query
        is_second = query.get("list-type") == "2"
        prefix, delimiter = query.get("prefix", ""), query.get("delimiter", "")
        marker = query.get("marker", "")
        after = query.get("continuation-token", query.get("start-after", "")) if is_second else marker
        most = min(int(query.get("max-keys") or 1000), 1000)
        found, is_cut = self.entries(prefix, delimiter, after, most)
        text = (lambda name: quote(name, safe="/")) if query.get("encoding-type") == "url" else escape
        parts = [
            f"<Name>{BUCKET}</Name><Prefix>{text(prefix)}</Prefix><MaxKeys>{most}</MaxKeys>"
            f"<Delimiter>{text(delimiter)}</Delimiter><IsTruncated>{str(is_cut).lower()}</IsTruncated>"
        ]
        if query.get("encoding-type") == "url":
            parts.append("<EncodingType>url</EncodingType>")
        if is_second:
            parts.append(f"<KeyCount>{len(found)}</KeyCount>")
        if is_cut:
            tag = "NextContinuationToken" if is_second else "NextMarker"
            parts.append(f"<{tag}>{text(found[-1][0])}</{tag}>")
        for name, entry in found:
            if entry is None:
                parts.append(f"<CommonPrefixes><Prefix>{text(name)}</Prefix></CommonPrefixes>")
            else:
                parts.append(
                    f"<Contents><Key>{text(name)}</Key><LastModified>{iso(entry.time)}</LastModified>"
                    f"<ETag>&quot;{entry.etag}&quot;</ETag><Size>{entry.body.size}</Size>"
                    f"<StorageClass>STANDARD</StorageClass></Contents>"
                )
        self.answer(200, f'<ListBucketResult xmlns="{NAMESPACE}">{"".join(parts)}</ListBucketResult>')

    @staticmethod
    def entries(prefix, delimiter, after, most):
        """Names with their objects, folders with None; and whether there are more."""
        found = {}
        with lock:
            for key in sorted(objects):
                if not key.startswith(prefix):
                    continue
                end = key.find(delimiter, len(prefix)) if delimiter else -1
                name = key if end < 0 else key[: end + len(delimiter)]
                if name <= after or name in found:
                    continue
                if len(found) == most:
                    return list(found.items()), True
                found[name] = objects[key] if end < 0 else None
        return list(found.items()), False

    # Objects

    def object(self, key=None):
        with lock:
            entry = objects.get(self.key if key is None else key)
        if entry is None:
            raise Refusal(404, "NoSuchKey")
        return entry

    @property
    def kept_headers(self):
        kept = ("content-type", "cache-control", "content-disposition", "content-language", "expires")
        return [
            (name, value)
            for name, value in self.headers.items()
            if name.lower() in kept or name.lower().startswith("x-amz-meta-")
        ]

    def object_get(self):
        if "acl" in self.query or "tagging" in self.query:
            raise Refusal(501, "NotImplemented")
        entry = self.object()
        start, length, status = 0, entry.body.size, 200
        asked = self.headers.get("Range", "")
        if asked.startswith("bytes=") and "," not in asked:
            first, _, last = asked[6:].partition("-")
            start = int(first) if first else max(0, length - int(last))
            end = min(int(last), length - 1) if first and last else length - 1
            if start > end:
                raise Refusal(416, "InvalidRange")
            length, status = end - start + 1, 206
        self.status = status
        self.send_response(status)
        for name, value in entry.headers:
            self.send_header(name, value)
        if status == 206:
            self.send_header("Content-Range", f"bytes {start}-{start + length - 1}/{entry.body.size}")
        self.send_header("Content-Length", str(length))
        self.send_header("ETag", f'"{entry.etag}"')
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Last-Modified", formatdate(entry.time, usegmt=True))
        self.end_headers()
        if self.command == "GET":
            self.send(entry.body, start, length)

    object_head = object_get

    def send(self, body, start, length):
        sent = 0
        for piece in body.pieces(start, length):
            self.wait_while_hanging(0)
            self.wfile.write(piece)
            sent += len(piece)
            short = self.fault("short")
            if short is not None and sent >= int(short) and sent < length:
                raise Gone("as told")

    def object_put(self):
        if "acl" in self.query or "tagging" in self.query:
            self.document()
            return self.answer(200)
        source = self.headers.get("x-amz-copy-source")
        body = self.take() if source is None else self.copied(source)
        etag = body.md5.hexdigest()
        if "uploadId" in self.query:
            with lock:
                self.upload().parts[int(self.query["partNumber"])] = body
        else:
            headers = self.kept_headers
            if source is not None and self.headers.get("x-amz-metadata-directive", "COPY") == "COPY":
                headers = self.object(self.source_key(source)).headers
            with lock:
                objects[self.key] = Object(body, etag, headers)
        if source is None:
            return self.answer(200, headers=[("ETag", f'"{etag}"')])
        tag = "CopyPartResult" if "uploadId" in self.query else "CopyObjectResult"
        parts = f"<LastModified>{iso(time.time())}</LastModified><ETag>&quot;{etag}&quot;</ETag>"
        return self.answer(200, f'<{tag} xmlns="{NAMESPACE}">{parts}</{tag}>')

    @staticmethod
    def source_key(source):
        return unquote(source).lstrip("/").partition("/")[2]

    def copied(self, source):
        self.document()
        original = self.object(self.source_key(source)).body
        start, length = 0, original.size
        if asked := self.headers.get("x-amz-copy-source-range"):
            first, _, last = asked.removeprefix("bytes=").partition("-")
            start, length = int(first), int(last) - int(first) + 1
        body = Body()
        for piece in original.pieces(start, length):
            body.append(piece)
        return body.finish()

    def upload(self):
        try:
            return uploads[self.query["uploadId"]]
        except KeyError:
            raise Refusal(404, "NoSuchUpload") from None

    def object_post(self):
        document = self.document()
        if "uploads" in self.query:
            number = f"upload{next(numbers)}"
            with lock:
                uploads[number] = Upload(self.key, self.kept_headers)
            parts = f"<Bucket>{BUCKET}</Bucket><Key>{escape(self.key)}</Key><UploadId>{number}</UploadId>"
            return self.answer(
                200, f'<InitiateMultipartUploadResult xmlns="{NAMESPACE}">{parts}</InitiateMultipartUploadResult>'
            )
        if "uploadId" not in self.query:
            raise Refusal(501, "NotImplemented")
        etag = self.complete(document)
        parts = f"<Key>{escape(self.key)}</Key><ETag>&quot;{etag}&quot;</ETag>"
        return self.answer(
            200, f'<CompleteMultipartUploadResult xmlns="{NAMESPACE}">{parts}</CompleteMultipartUploadResult>'
        )

    def complete(self, document):
        with lock:
            upload = self.upload()
            names = [int(e.text) for e in ElementTree.fromstring(document).iter() if e.tag.endswith("PartNumber")]
            parts = [upload.parts.get(name) for name in names]
            if not parts or None in parts or names != sorted(set(names)):
                raise Refusal(400, "InvalidPart")
            if any(part.size < SMALLEST_PART for part in parts[:-1]):
                raise Refusal(400, "EntityTooSmall")
            body = Body()
            for part in parts:
                for piece in part.pieces():
                    body.append(piece)
            digest = hashlib.md5(b"".join(part.md5.digest() for part in parts)).hexdigest()
            etag = f"{digest}-{len(parts)}"
            objects[self.key] = Object(body.finish(), etag, upload.headers)
            del uploads[self.query["uploadId"]]
        return etag

    def object_delete(self):
        with lock:
            if "uploadId" in self.query:
                self.upload()
                del uploads[self.query["uploadId"]]
            else:
                objects.pop(self.key, None)
        self.answer(204)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    open_sockets = set()

    def handle_error(self, *_):
        pass

    def process_request(self, request, client_address):
        self.open_sockets.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request):
        self.open_sockets.discard(request)
        super().shutdown_request(request)

    def cut_all(self):
        for request in list(self.open_sockets):
            try:
                request.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def serve():
    """Is at the port whenever it may be."""
    while True:
        server = Server(("127.0.0.1", PORT), Handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        while "refuse" not in faults():
            time.sleep(0.05)
        server.shutdown()
        server.server_close()
        server.cut_all()
        while "refuse" in faults():
            time.sleep(0.05)


serve()
