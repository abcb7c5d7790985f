"""Holds the alerts and the Grafana board to the metrics that there are.

names.py README RULES BOARD QUERIES

Each metric in an expression must be in the README's table, or a figure that the rules record, or one of those that come
from elsewhere. Each panel says its title with its unit, and takes its data source from the variable. QUERIES becomes a
file of rules with the board's queries, as Grafana would send them, for promtool to read.
"""

import json
import re
import sys

# Prometheus itself, node_exporter, blackbox_exporter.
FOREIGN = {"up", "node_systemd_unit_state", "probe_success", "probe_ssl_earliest_cert_expiry"}
WORDS = {"and", "or", "unless", "offset", "bool"}
SOURCE = {"type": "prometheus", "uid": "${datasource}"}


def documented(readme):
    """The names in the first column of the section Metrics."""
    section = readme.split("\n## Metrics\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`([a-z_]+)`", row.split(" | ")[0])}


def metrics(expression):
    """The names of metrics in PromQL: what is left when labels, ranges and functions are taken away."""
    text = re.sub(r'"[^"]*"', "", expression)
    text = re.sub(r"\{[^}]*\}|\[[^]]*\]", "", text)
    text = re.sub(r"\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)", "", text)
    text = re.sub(r"\boffset\s+\w+", "", text)
    names = re.findall(r"(?<![\w.:])([a-zA-Z_][\w:]*)(?!\s*\()\b(?!\s*\()", text)
    return set(names) - WORDS


def expressions(rules):
    """Of the rule file: those on the line, and those that follow, folded, on deeper lines."""
    found = re.findall(r"^        expr: (?!>)(.*)$", rules, re.M)
    folded = re.findall(r"^        expr: >\n((?:          .*\n)+)", rules, re.M)
    assert len(found) + len(folded) == len(re.findall(r"\bexpr:", rules)), "an expression was not read"
    return found + folded


def judge_panel(panel):
    """What is wrong with a panel."""
    if panel["type"] == "row":
        return [] if panel["title"] else ["a row has no title"]
    title = panel.get("title", "")
    unit = panel["fieldConfig"]["defaults"].get("unit")
    wrong = [] if title and unit else [f"panel '{title}' lacks title or unit"]
    sources = [panel["datasource"]] + [target["datasource"] for target in panel["targets"]]
    if any(source != SOURCE for source in sources):
        wrong.append(f"panel '{title}' has a data source of its own")
    return wrong


def write_queries(path, targets):
    """A rule file is YAML, of which JSON is a part."""
    rules = []
    for number, target in enumerate(targets):
        text = target["expr"].replace("$__rate_interval", "5m").replace("$instance", ".*").replace("$table", ".*")
        rules.append({"record": f"board:query:{number}", "expr": text})
    with open(path, "w") as file:
        json.dump({"groups": [{"name": "board", "rules": rules}]}, file)


def main(readme_path, rules_path, board_path, queries_path):
    readme, rules = open(readme_path).read(), open(rules_path).read()
    board = json.load(open(board_path))
    panels = board["panels"]
    targets = [target for panel in panels for target in panel.get("targets", [])]
    write_queries(queries_path, targets)
    known = documented(readme)
    histograms = {name for name in known if name.endswith("_duration_seconds")}
    known |= {name + end for name in histograms for end in ("_bucket", "_sum", "_count")}
    recorded = set(re.findall(r"- record: (\S+)", rules))
    variables = [variable["query"]["query"] for variable in board["templating"]["list"] if variable["type"] == "query"]
    asked = {metric for text in expressions(rules) for metric in metrics(text)}
    asked |= {metric for target in targets for metric in metrics(target["expr"])}
    asked |= {re.fullmatch(r"label_values\((\w+), \w+\)", text)[1] for text in variables}
    wrong = [f"there is no metric {name}" for name in sorted(asked - known - recorded - FOREIGN)]
    wrong += [text for panel in panels for text in judge_panel(panel)]
    if len({panel["id"] for panel in panels}) != len(panels):
        wrong.append("two panels have one id")
    for text in wrong:
        print(text, file=sys.stderr)
    return 1 if wrong or not asked else 0


sys.exit(main(*sys.argv[1:]))
