# shellcheck shell=bash
# After a reboot everything is there by itself, though the store is not: it is a process of the test, and empty.
# shellcheck source-path=SCRIPTDIR source=steps.sh
. /share/steps.sh

expect "nginx, socket, service" "$(systemctl is-active nginx wharf.socket wharf.service | sort -u)" active
# No store: s3fs gives up after a while. The store comes, and so does the mount, by itself.
rm -f "$state"/store/*
systemd-run --quiet --unit test-store /usr/bin/python3 /share/store.py 9000 "$state/store"
bucket_up() { call /metrics 2>/dev/null | grep '^wharf_bucket_up 1' >/dev/null; }
eventually 120 bucket_up
bucket_down() { ! bucket_up; }
if pgrep -x s3fs >/dev/null; then
    # Its process ends: it is mounted again.
    pid=$(pgrep -x s3fs)
    kill -TERM "$pid"
    mounted_again() {
        local now
        now=$(pgrep -x s3fs) && [ "$now" != "$pid" ] && mountpoint -q /var/lib/wharf/bucket && bucket_up
    }
    eventually 60 mounted_again
    # Killed, it leaves a mount behind that answers nothing: this is for the administrator.
    pkill -KILL -x s3fs
    eventually 60 bucket_down
    systemctl restart var-lib-wharf-bucket.mount
    eventually 60 bucket_up
fi
eventually 20 ready
for timer in backup report drill; do expect "$timer" "$(systemctl is-active "wharf-$timer.timer")" active; done
say "it is back after a reboot"

# Passwords and tokens: on no command line, in no environment, in no log, in nothing that the package brought or the service
# wrote. The one that stood in wharf.env for a while is another one.
leaks() {
    cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ
    journalctl --output export
    cat /var/log/nginx/*
    find /var/lib/wharf /usr/share/wharf /usr/share/doc/wharf /usr/bin/wharf /lib/systemd/system /etc/nginx -xdev -type f \
        -exec cat {} +
    systemctl show 'wharf*'
}
# By shell patterns: grep would have it on its command line, and find itself.
text=$(leaks | tr -d '\0')
for secret in loader migrator rotated secret; do
    case $text in *"$(cat "$state/$secret")"*) die "a password or token is in the open: $secret" ;; esac
done
# A wrong one is refused without being repeated.
found=$(DB_HOST=127.0.0.1 DB_NAME=wharf DB_USER=wharf_loader DB_PASS=not-the-password-$$ wharf token list 2>&1 || :)
case $found in *not-the-password*) die "an error repeats the password" ;; esac
case $found in *1045* | *denied*) ;; *) die "no refusal: $found" ;; esac
say "password and token are nowhere to be read"
