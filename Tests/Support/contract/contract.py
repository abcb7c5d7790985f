"""Holds the running service to its own contract.

contract.py FOLDER LOG REQUESTS SEED

WHARF_URL and WHARF_TOKEN say where it is; LOG is nginx's access log, from which the requests are counted. The document
is validated, made strict (an answer may have no member that it does not mention), given names of things that are there,
and handed to schemathesis, again with the next seed until there were REQUESTS. Files go to FOLDER.
"""

import json
import os
import pathlib
import subprocess
import sys
import time
import urllib.request

import jsonschema
import openapi_spec_validator
import prometheus_client.parser

MOST_SECONDS = 1500
HERE = pathlib.Path(__file__).parent


def fetch(path, body=None, **headers):
    headers["Authorization"] = "Bearer " + os.environ["WHARF_TOKEN"]
    request = urllib.request.Request(os.environ["WHARF_URL"] + path, data=body, headers=headers)
    # Nothing here goes through a proxy.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=60) as answer:
        return answer.read().decode()


def fill():
    """Puts rows into the tables, so that there are loads, rejects and keys to meet."""
    csv = {"Content-Type": "text/csv"}
    fetch("/upload?table=departments", b"1,Finance\n2,Research\n", **csv)
    load = json.loads(fetch("/upload?table=jobs&on_duplicate=skip", b"1,Analyst\n2,\n3,Lawyer\nx,y\n", **csv))
    return load["loads"][0]["id"]


def close(node):
    """An object with known members has no others."""
    if isinstance(node, dict):
        if "properties" in node and node.get("type") == "object":
            node.setdefault("additionalProperties", False)
        for child in node.values():
            close(child)
    elif isinstance(node, list):
        for child in node:
            close(child)


def name_what_is_there(document, load):
    known = {"id": load, "before": load, "name": "departments", "table": "departments", "type": "bad-option"}
    for item in document["paths"].values():
        for operation in item.values():
            for parameter in operation["parameters"]:
                if parameter["name"] in known:
                    parameter["example"] = known[parameter["name"]]
    bodies = document["paths"]["/upload"]["post"]["requestBody"]["content"]
    bodies["text/csv"]["example"] = "id,department\n9001,Example\n"
    bulk = document["paths"]["/bulk"]["post"]["requestBody"]["content"]["application/json"]
    bulk["schema"]["properties"]["table"]["enum"] = ["departments", "jobs", "hired_employees"]
    bulk["example"] = {"table": "jobs", "data": [{"id": 9003, "job": "Example"}]}
    bodies["multipart/form-data"]["example"] = {"departments": "9002,Example\n", "jobs": "9002,Example\n"}


def validate(document):
    openapi_spec_validator.validate(document)
    schema = {**document["components"]["schemas"]["Problem"], "components": document["components"]}
    for name, example in document["components"]["examples"].items():
        jsonschema.validate(example["value"], schema)
        assert example["value"]["type"] == "/problems/" + name


def validate_metrics():
    families = list(prometheus_client.parser.text_string_to_metric_families(fetch("/metrics")))
    names = {family.name for family in families}
    assert {"wharf_http_requests", "wharf_load_records", "wharf_http_request_duration_seconds"} <= names, names
    return len(families)


def count(log):
    return len([line for line in log.read_text(errors="replace").splitlines() if '"path":"/healthz"' not in line])


def run(folder, seed, seconds):
    command = [
        str(pathlib.Path(sys.executable).with_name("schemathesis")), "--config-file", str(HERE / "schemathesis.toml"),
        "run", str(folder / "strict.json"), "--url", os.environ["WHARF_URL"], "--workers", "1",
        "--seed", str(seed), "--max-examples", os.environ.get("EXAMPLES", "400"),
        "--generation-database", "none", "--warnings", "off", "--no-color",
    ]
    return subprocess.run(command, cwd=folder, timeout=seconds).returncode


def main():
    folder, log = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    requests, seed = int(sys.argv[3]), int(sys.argv[4])
    folder.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + MOST_SECONDS
    load = fill()
    document = json.loads(fetch("/openapi.json"))
    validate(document)
    print(f"contract: the document is valid; {validate_metrics()} families of metrics", flush=True)
    close(document)
    name_what_is_there(document, load)
    (folder / "strict.json").write_text(json.dumps(document, indent=1))
    before, failed = count(log), 0
    while (sent := count(log) - before) < requests and not failed:
        print(f"contract: {sent} requests; seed {seed}", flush=True)
        remaining = deadline - time.monotonic()
        if remaining < 60:
            sys.exit(f"contract: only {sent} requests in {MOST_SECONDS} s")
        failed = run(folder, seed, remaining)
        seed += 1
    lines = [json.loads(line) for line in log.read_text(errors="replace").splitlines()]
    broken = [line for line in lines if line["status"] >= "500"]
    for line in broken[:10]:
        print(line)
    validate_metrics()
    print(f"contract: {count(log) - before} requests, {len(broken)} answers of 5xx")
    sys.exit(1 if failed or broken else 0)


if __name__ == "__main__":
    main()
