# shellcheck shell=bash
# Removing ends everything and keeps data and settings; purging leaves nothing, but for backups.
# shellcheck source-path=SCRIPTDIR source=steps.sh
. /share/steps.sh

apt-get remove -y wharf >"$state/apt.log" 2>&1
expect "processes" "$(pgrep -x wharf || :)" ""
grep -q ^DB_HOST=127.0.0.1 /etc/wharf/wharf.env || die "removing lost the settings"
[ -s /etc/credstore/wharf.db_pass ] || die "removing lost the password"
nginx -q -t

# With the bucket mounted: a purge must not reach into it.
echo kept >/var/lib/wharf/bucket/kept
apt-get purge -y wharf >"$state/apt.log" 2>&1
grep -q kept /var/lib/wharf/bucket/kept || die "the purge reached into the bucket"
grep -q 'is not empty and stays' "$state/apt.log" || die "the purge does not say what it leaves"
# The administrator's own.
systemctl stop var-lib-wharf-bucket.mount
rm -r /etc/systemd/system/var-lib-wharf-bucket.mount /etc/systemd/system/wharf.service.d
systemctl daemon-reload

# Once more, with nothing in the way.
apt-get install -y --no-install-recommends /share/wharf.deb >"$state/apt.log" 2>&1
apt-get purge -y wharf >"$state/apt.log" 2>&1
rm -rf /var/lib/mysql/wharf /var/lib/mysql/wharf_reporting
left=$(find / -xdev \( -path /proc -o -path /sys -o -path /share -o -path /root -o -path /var/cache/apt \) -prune -o \
    -iname '*wharf*' -print)
expect "files that are left" "$left" ""
expect "user" "$(getent passwd wharf || :)$(getent group wharf || :)" ""
nginx -q -t
systemctl restart nginx
say "a purge leaves nothing"
