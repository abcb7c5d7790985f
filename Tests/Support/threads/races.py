"""What the thread sanitizer has reported, with names, and without what is known to be no race.

    races.py FOLDER SYMBOLIZER REPORT...

FOLDER has the programs that the reports are about. They were written without names (symbolize=0): the sanitizer asks a
process for them by descriptors, which a thread of the bucket does not have, as its table of descriptors is its own.
Exits with 1 where a race is left.
"""

import collections
import pathlib
import re
import subprocess
import sys

FRAME = re.compile(r"^(?P<start>\s*#\d+ ).*\((?P<module>[^()+]+)\+(?P<offset>0x[0-9a-f]+)\).*$", re.MULTILINE)

# The standard library's Mutex waits by a system call in code without the sanitizer, which does not see it lock then. These
# are the closures that `withLock` calls: their only parameter is `inout sending`.
IN_MUTEX = re.compile(r"zYuYTXEfU")
# Where the two accesses of a report begin, and what comes behind them.
ACCESS = re.compile(r"^  (?=\S.* by (?:thread|main thread))", re.MULTILINE)
BEHIND = re.compile(r"^  (?:Location|Thread|As if|Mutex) ", re.MULTILINE)


def main():
    folder, symbolizer, *paths = sys.argv[1:]
    reports = [report for path in paths for report in split(pathlib.Path(path).read_text(errors="replace"))]
    names = symbolize(symbolizer, pathlib.Path(folder), {pair for report in reports for pair in frames(report)})
    races = [race for race in (named(report, names) for report in reports) if not is_guarded(race)]
    for race in races:
        print(race, end="\n\n")
    print(f"{len(races)} races; {len(reports) - len(races)} reports about what a Mutex guards", file=sys.stderr)
    return 1 if races else 0


def split(text):
    return [part.strip() for part in text.split("=" * 18) if "WARNING: ThreadSanitizer" in part]


def is_guarded(race):
    """Whether both accesses are made within a Mutex."""
    accesses = ACCESS.split(BEHIND.split(race)[0])[1:]
    return len(accesses) == 2 and all(IN_MUTEX.search(access) for access in accesses)


def frames(report):
    return [(match["module"], match["offset"]) for match in FRAME.finditer(report)]


def symbolize(symbolizer, folder, pairs):
    """The name of each (module, offset), with its place in the source; none of modules that are not ours."""
    ours = sorted(pair for pair in pairs if (folder / pair[0]).is_file())
    names = collections.defaultdict(lambda: "?")
    for module in {module for module, _ in ours}:
        offsets = [offset for other, offset in ours if other == module]
        command = [symbolizer, f"--obj={folder / module}", "--no-demangle", "--no-inlines", "--output-style=LLVM"]
        output = subprocess.run(command, input="\n".join(offsets), text=True, capture_output=True, check=True).stdout
        for offset, answer in zip(offsets, output.split("\n\n"), strict=False):
            names[module, offset] = " ".join(answer.split())
    return names


def named(report, names):
    return FRAME.sub(lambda match: match["start"] + names[match["module"], match["offset"]] + f" ({match['module']})", report)


sys.exit(main())
