# shellcheck shell=bash
# After a reboot everything is there by itself. The store of the test is not: it is a process, and empty.
# shellcheck source-path=SCRIPTDIR source=steps.sh
. /share/steps.sh

expect "socket" "$(systemctl is-active wharf.socket)" active
if systemctl cat var-lib-wharf-bucket.mount | grep -q s3fs; then
    # Without its bucket the service does not start, and says why.
    systemctl is-active --quiet wharf.service && die "it runs without its bucket"
    systemctl reset-failed
    systemd-run --quiet --unit test-store /usr/bin/python3 /share/store.py 9000 "$state/store"
    eventually 20 curl --silent --output /dev/null http://127.0.0.1:9000/backups
    systemctl start wharf.service
fi
eventually 60 ready
for timer in backup report drill; do expect "$timer" "$(systemctl is-active "wharf-$timer.timer")" active; done
say "it is back after a reboot"

# The password: on no command line, in no log, in nothing that the package brought or the service wrote.
password=$(cat "$state/password")
secret=$(cat "$state/secret")
leaks() {
    cat /proc/[0-9]*/cmdline | tr '\0' '\n'
    journalctl --output export
    cat /var/log/nginx/*
    find /var/lib/wharf /usr/share/wharf /usr/share/doc/wharf /usr/bin/wharf /lib/systemd/system /etc/nginx -xdev -type f \
        -exec cat {} +
    systemctl show 'wharf*'
}
# By shell patterns: grep would have it on its command line, and find itself.
text=$(leaks | tr -d '\0')
case $text in *"$password"*) die "the password is in the open" ;; esac
case $text in *"$secret"*) die "the token is in the open" ;; esac
# A wrong one is refused without being repeated.
found=$(DB_HOST=127.0.0.1 DB_NAME=wharf DB_USER=wharf_loader DB_PASS=not-the-password-$$ wharf token list 2>&1 || :)
case $found in *not-the-password*) die "an error repeats the password" ;; esac
case $found in *1045* | *denied*) ;; *) die "no refusal: $found" ;; esac
say "password and token are nowhere to be read"
