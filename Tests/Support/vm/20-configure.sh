# shellcheck shell=bash
# What an administrator does: database users, the one file of settings, a certificate, the bucket's mount, the units.
# shellcheck source-path=SCRIPTDIR source=steps.sh
. /share/steps.sh

sed -i -e 's|^#DB_HOST=.*|DB_HOST=127.0.0.1|' -e 's|^#WHARF_BUCKET|WHARF_BUCKET|' /etc/wharf/wharf.env
(
    umask 077
    for role in loader migrator; do
        od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"$state/$role"
        printf "CREATE USER 'wharf_%s'@'localhost' IDENTIFIED BY '%s';\n" "$role" "$(cat "$state/$role")"
    done >"$state/users.sql"
    mkdir -p /etc/credstore
    cp "$state/loader" /etc/credstore/wharf.db_pass
)
sql <"$state/users.sql"
# Each user has what `wharf grant` gives it, and nothing else.
wharf grant migrator loader --host localhost >"$state/grants.sql"
sql <"$state/grants.sql"
DB_USER=wharf_migrator DB_PASS_FILE=$state/migrator wharf migrate >"$state/migrate.log"

mkdir -m 755 /etc/wharf/tls
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
    -keyout /etc/wharf/tls/privkey.pem -out /etc/wharf/tls/fullchain.pem 2>/dev/null
rm /etc/nginx/sites-enabled/default
ln -s /etc/nginx/sites-available/wharf /etc/nginx/sites-enabled/wharf
# nginx reads it as root; the service's folder is closed to others.
nginx -q -t
systemctl reload-or-restart nginx

# The store forgets all when it ends.
mkdir "$state/store"
systemd-run --quiet --unit test-store /usr/bin/python3 /share/store.py 9000 "$state/store"
printf 'test:testtest\n' >/etc/passwd-s3fs
chmod 600 /etc/passwd-s3fs
if [ -c /dev/fuse ]; then
    sed -e 's|NAME-OF-THE-BUCKET|backups|' /usr/share/doc/wharf/examples/var-lib-wharf-bucket.mount.s3fs \
        >/etc/systemd/system/var-lib-wharf-bucket.mount
    eventually 20 curl --silent --output /dev/null http://127.0.0.1:9000/backups
else
    say "no /dev/fuse on this machine: a tmpfs takes the bucket's place"
    printf '[Mount]\nWhat=tmpfs\nWhere=/var/lib/wharf/bucket\nType=tmpfs\nOptions=mode=0777\n' \
        >/etc/systemd/system/var-lib-wharf-bucket.mount
fi
install -D -m 644 /usr/share/doc/wharf/examples/bucket.conf /etc/systemd/system/wharf.service.d/bucket.conf
systemctl daemon-reload
# The mount comes by itself: the service requires it.
systemctl enable --now --quiet wharf.socket wharf.service wharf-backup.timer wharf-report.timer wharf-drill.timer
expect "the bucket's mount" "$(systemctl is-active var-lib-wharf-bucket.mount)" active
expect "socket" "$(stat -c '%U:%G %a' /run/wharf/wharf.sock)" "root:www-data 660"

(
    umask 077
    as_service wharf token create --name test --scope load,backup,restore,report,read,admin --expires never \
        >"$state/secret"
    printf 'header = "Authorization: Bearer %s"\n' "$(cat "$state/secret")" >"$state/token"
)
eventually 20 ready
# As root, who may connect to the socket, and as the service.
DB_PASS_FILE=/etc/credstore/wharf.db_pass wharf check >"$state/check" || {
    cat "$state/check" >&2
    die "wharf check, as root"
}
as_service wharf check >"$state/check" || {
    cat "$state/check" >&2
    die "wharf check, as the service"
}
say "wharf check: $(grep -c '^ok' "$state/check") ok, $(grep -c '^warning' "$state/check" || :) warnings"

# The third start is measured: what the first one read from disk is in memory by then, as after a restart.
systemctl restart wharf.service
systemctl restart wharf.service
begun=$(property wharf.service ExecMainStartTimestampMonotonic)
active=$(property wharf.service ActiveEnterTimestampMonotonic)
say "start to ready: $(((active - begun) / 1000)) ms"
[ $((active - begun)) -lt 200000 ] || die "200 ms are the limit"
sleep 2 # at rest: the figure below is of a process with nothing to do
memory=$(sed -n 's/^VmRSS:\s*\([0-9]*\).*/\1/p' "/proc/$(property wharf.service MainPID)/status")
say "at rest: $memory KiB resident"
[ "$memory" -lt $((24 * 1024)) ] || die "24 MiB are the limit"
