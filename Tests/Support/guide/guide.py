"""Holds the operations guide to what there is.

guide.py FOLDER README RULES HELP TESTS

FOLDER has the articles, HELP is what `wharf --experimental-dump-help` prints. Each command of wharf in the articles and in
the README must be one, with its options; settings and problem types in the articles must be in the README's tables; the
article Alerts must have each alert of RULES, and no other; tests that the articles name must be in the folder TESTS.
"""

import json
import pathlib
import re
import sys

# Where a command begins: a line, a prompt, behind a pipe, settings, or a word that runs others.
START = re.compile(r"(?:^|[|&;(] ?|^\$ |as_wharf |-- |\b[A-Z_]+=\S+ )wharf ([^|;&<>#)…\n]+)", re.M)


def commands(command, path=()):
    """Option names by command, such as ("token", "create")."""
    names = {name["name"] for argument in command.get("arguments", []) for name in argument.get("names", [])}
    found = {path: names}
    for child in command.get("subcommands", []):
        found |= commands(child, (*path, child["commandName"]))
    return found


def code(text):
    """Lines of a shell's blocks, one that goes on behind a backslash as one, and code within the text."""
    shell, prose, language = [], [], None
    for line in text.splitlines():
        fence = re.match(r" *```(\w*)$", line)
        if fence:
            language = None if language is not None else fence[1]
        elif language is None:
            prose.append(line)
        elif language in ("", "bash"):
            shell.append(line.strip())
    lines = re.sub(r"\\\n", "", "\n".join(shell)).splitlines()
    return lines + [re.sub(r"\s+", " ", span) for span in re.findall(r"`([^`]+)`", "\n".join(prose))]


def judge_command(text, known):
    """What is wrong with a command, written behind `wharf `; None where nothing is, or it only stands for others."""
    words = text.split()
    if words[0].isupper() or words[0].startswith("-"):
        return None
    path = ()
    while len(path) < len(words) and (*path, words[len(path)].strip("'\"")) in known:
        path = (*path, words[len(path)].strip("'\""))
    if not path:
        return f"there is no command: wharf {text}"
    options = {word[2:].split("=")[0] for word in words if re.match(r"--[a-z]", word)}
    unknown = options - known[path]
    return f"wharf {' '.join(path)} has no {sorted(unknown)}" if unknown else None


def table(readme, head):
    """The first column of the README's table with this head."""
    body = readme.split(head + "\n")[1].split("\n\n")[0]
    return set(re.findall(r"^\| `([^`]+)`", body, re.M))


def tests(folder):
    """The names of all tests in Swift."""
    sources = [path.read_text() for path in pathlib.Path(folder).rglob("*.swift")]
    return {name for text in sources for name in re.findall(r"\bfunc (\w+_\w+)\(", text)}


def main(folder, readme_path, rules_path, help_path, tests_path):
    articles = {path.name: path.read_text() for path in pathlib.Path(folder).glob("*.md")}
    readme = pathlib.Path(readme_path).read_text()
    known = commands(json.loads(pathlib.Path(help_path).read_text())["command"])
    settings = table(readme, "| variable | takes | default | meaning | reload |")
    problems = table(readme, "| type | status | when |")
    proofs = tests(tests_path)
    wrong, seen = [], 0
    for name, text in {**articles, "README.md": readme}.items():
        for piece in code(text):
            found = START.findall(piece)
            seen += len(found)
            wrong += [f"{name}: {fault}" for fault in (judge_command(each, known) for each in found) if fault]
    for name, text in articles.items():
        used = set(re.findall(r"\b((?:WHARF|DB)_[A-Z_]+)\b", text))
        wrong += [f"{name}: there is no setting {setting}" for setting in sorted(used - settings)]
        named = set(re.findall(r"\b[45]\d\d `([a-z-]+)`", text))
        wrong += [f"{name}: there is no problem type {problem}" for problem in sorted(named - problems)]
        proven = set(re.findall(r"`([a-z]\w*_[A-Z]\w*)`", text))
        wrong += [f"{name}: there is no test {test}" for test in sorted(proven - proofs)]
        missing = f"WharfService.docc/{name}" not in readme and name != "Operations.md"
        wrong += [f"the README has no link to {name}"] if missing else []
    alerts = re.findall(r"- alert: (\w+)", pathlib.Path(rules_path).read_text())
    told = re.findall(r"^\| `(Wharf\w+)` \|", articles["Alerts.md"], re.M)
    wrong += [f"Alerts.md does not have once: {alert}" for alert in sorted(set(alerts) ^ set(told))]
    for text in wrong:
        print(text, file=sys.stderr)
    return 0 if not wrong and seen > 50 and len(told) == len(alerts) else 1


sys.exit(main(*sys.argv[1:]))
