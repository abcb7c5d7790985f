# shellcheck shell=bash
# Sourced by the other scripts. Processes of one state folder ($STATE), each known by a name.
#
# run/NAME.pid holds the process id, run/NAME.born its start time: an id that the kernel gave to somebody else
# in the meantime is never taken for ours.

say() { printf 'wharf: %s\n' "$*"; }
die() {
    printf 'wharf: %s\n' "$*" >&2
    exit 1
}

# Debian keeps mariadbd and nginx in a folder that an ordinary user's PATH leaves out.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

# Some programs start their children with signals blocked (Foundation's Process does when it is used on a thread of
# Dispatch). This script and all that it starts would then be deaf to TERM, and no shell can unblock a signal.
while read -r key value; do
    if [ "$key" = SigBlk: ] && [ $(((16#$value >> 14) & 1)) = 1 ]; then
        exec perl -MPOSIX -e 'sigprocmask(SIG_SETMASK, POSIX::SigSet->new); exec { $ARGV[0] } @ARGV' "$BASH" "$0" "$@"
    fi
done <"/proc/$$/status"

# The start time of a process, in clock ticks since boot: field 22 of proc(5) stat, counted after the name.
born() {
    local line fields
    line=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    read -ra fields <<<"${line##*) }"
    [ "${fields[0]}" != Z ] || return 1
    printf '%s\n' "${fields[19]}"
}

# Prints the id of a running process of ours.
alive() {
    local pid time
    { read -r pid <"$STATE/run/$1.pid" && read -r time <"$STATE/run/$1.born"; } 2>/dev/null || return 1
    [ -n "$time" ] && [ "$(born "$pid")" = "$time" ] && printf '%s\n' "$pid"
}

remember() { # NAME PID
    born "$2" >"$STATE/run/$1.born" || :
    printf '%s\n' "$2" >"$STATE/run/$1.pid"
}

forget() { rm -f "$STATE/run/$1.pid" "$STATE/run/$1.born"; }

# Starts a process in a session of its own: Ctrl-C reaches only the script, which ends its processes in order.
# A shell without job control starts background commands with INT and QUIT ignored; env takes that back.
#
# No descriptor but the standard three is inherited: neither our lock nor what the caller left open. Foundation's
# Process, for one, takes a child for running as long as anybody holds a socket that it gave to the child.
spawn() { # NAME COMMAND...
    local name=$1
    shift
    (
        for file in "/proc/$BASHPID/fd"/*; do
            file=${file##*/}
            if [ "$file" -gt 2 ]; then eval "exec $file>&-"; fi
        done
        exec setsid env --default-signal=INT,QUIT "$@"
    ) </dev/null >>"$STATE/log/$name.log" 2>&1 &
    disown
    remember "$name" "$!"
}

# Ends a process and waits for it: SIGNAL first, SIGKILL after SECONDS.
end() { # NAME SIGNAL SECONDS
    local pid deadline=$((SECONDS + $3))
    if pid=$(alive "$1"); then
        kill "-$2" "$pid" 2>/dev/null || :
        while alive "$1" >/dev/null; do
            if [ "$SECONDS" -ge "$deadline" ]; then
                say "$1 does not end by itself within $3 s: killed" >&2
                kill -KILL "$pid" 2>/dev/null || :
                deadline=$((SECONDS + 10))
            fi
            sleep 0.05
        done
    fi
    forget "$1"
}

# Prints the processes of a session, which has the id of the process that began it; the kernel gives that id to nobody
# else as long as one of them lives.
session() { # ID
    local file line fields
    for file in /proc/[0-9]*/stat; do
        line=$(cat "$file" 2>/dev/null) || continue
        read -ra fields <<<"${line##*) }"
        if [ "${fields[3]}" = "$1" ] && [ "${fields[0]}" != Z ]; then printf '%s\n' "${line%% *}"; fi
    done
}

# Runs a command in the foreground, in a session of its own, so that a signal to this script alone (make passes TERM
# on to its child only) ends the command and everything below it. The caller's traps run `interrupt` first.
foreground_pid=
foreground() {
    local status=0
    setsid env --default-signal=INT,QUIT "$@" 9>&- &
    foreground_pid=$!
    wait "$foreground_pid" || status=$?
    foreground_pid=
    return "$status"
}
interrupt() {
    local pid=$foreground_pid
    [ -n "$pid" ] || return 0
    foreground_pid=
    # One by one: swift test puts the tests into a process group of their own.
    local members signal=TERM deadline=$((SECONDS + 10))
    while mapfile -t members < <(session "$pid") && [ ${#members[@]} -gt 0 ]; do
        [ -z "$signal" ] || kill "-$signal" "${members[@]}" 2>/dev/null || :
        signal=
        [ "$SECONDS" -lt "$deadline" ] || signal=KILL
        sleep 0.1
    done
    wait "$pid" 2>/dev/null || :
}

lock() {
    exec 9>"$STATE/run/lock"
    flock -w 300 9 || die "another script is at work in $STATE"
}
unlock() { exec 9>&-; }

# Shows why a part is not there any more.
post_mortem() { # NAME
    printf 'wharf: %s ended; the last lines of %s:\n' "$1" "$STATE/log/$1.log" >&2
    tail -n 15 "$STATE/log/$1.log" >&2 || :
}
