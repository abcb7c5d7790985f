# shellcheck shell=bash
# What goes wrong is seen and, where it can be, put right.
# shellcheck source-path=SCRIPTDIR source=steps.sh
. /share/steps.sh

main() { property wharf.service MainPID; }
replaced() { [ "$(main)" != "$1" ] && [ "$(main)" != 0 ] && ready; }

# A crash.
was=$(main)
kill -KILL "$was"
eventually 30 replaced "$was"

# A process that does nothing any more: stopped, so that it cannot even be asked to end.
mkdir -p /run/systemd/system/wharf.service.d
printf '[Service]\nWatchdogSec=3s\n' >/run/systemd/system/wharf.service.d/test.conf
systemctl daemon-reload
systemctl restart wharf.service
was=$(main)
sleep 7 # at rest for longer than the watchdog waits: a process with nothing to do is not taken for one that hangs
expect "process at rest" "$(main)" "$was"
kill -STOP "$was"
eventually 30 replaced "$was"
journalctl --sync
journalctl -u wharf.service -o cat | grep 'Watchdog timeout' >/dev/null || die "it was not the watchdog"
rm /run/systemd/system/wharf.service.d/test.conf
systemctl daemon-reload
say "a crash and a hang: restarted"

# A backup that fails is a failed unit until one goes well.
as_service wharf backups --limit 1 >/dev/null
sed -i 's|^WHARF_BUCKET=.*|WHARF_BUCKET=/var/lib/wharf/nowhere|' /etc/wharf/wharf.env
systemctl start wharf-backup.service 2>/dev/null && die "a backup without a bucket goes well"
systemctl --failed --no-legend --plain | grep '^wharf-backup.service' >/dev/null || die "the failure is not seen"
sed -i 's|^WHARF_BUCKET=.*|WHARF_BUCKET=/var/lib/wharf/bucket|' /etc/wharf/wharf.env
systemctl start wharf-backup.service
expect "failed units" "$(systemctl --failed --no-legend --plain)" ""

# Another password: in wharf.env a reload is enough, as a credential it takes a restart.
identify() { # FILE
    printf "ALTER USER 'wharf_loader'@'localhost' IDENTIFIED BY '%s';\n" "$(cat "$1")" | sql
    sql -e "SELECT CONCAT('KILL ', ID, ';') FROM information_schema.PROCESSLIST WHERE USER = 'wharf_loader'" | sql
}
rm /etc/credstore/wharf.db_pass
printf 'DB_PASS=%s\n' "$(cat "$state/loader")" >>/etc/wharf/wharf.env
systemctl restart wharf.service
was=$(main)
(umask 077 && od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"$state/rotated")
identify "$state/rotated"
reload_with "DB_PASS=$(cat "$state/rotated")"
eventually 20 ready
expect "process" "$(main)" "$was"
identify "$state/loader"
sed -i '/^DB_PASS=/d' /etc/wharf/wharf.env
(umask 077 && cp "$state/loader" /etc/credstore/wharf.db_pass)
systemctl restart wharf.service
eventually 20 ready
say "another password, by reload and by restart"

# A database that is away makes requests fail, in the service's own form, not the service.
systemctl stop mariadb.service
expect "readiness without the database" "$(status_of /readyz)" 503
expect "health without the database" "$(status_of /healthz)" 200
systemctl restart --no-block wharf.service
sleep 5 # a start or two without the database
systemctl start mariadb.service
eventually 60 ready
say "failures are seen, and the service comes back"
