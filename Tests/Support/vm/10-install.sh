# shellcheck shell=bash
# From the .deb alone, dependencies by apt. Nothing is started or enabled, and the system is as it was but for new files.
# shellcheck source-path=SCRIPTDIR source=steps.sh
. /share/steps.sh
mkdir -m 700 "$state"

# What a purge may leave: nothing that was not there.
find / -xdev \( -path /proc -o -path /sys -o -path /share -o -path /root \) -prune -o -iname '*wharf*' -print |
    sort >"$state/before"
expect "files of that name before" "$(cat "$state/before")" ""

apt-get install -y --no-install-recommends /share/wharf.deb >"$state/apt.log" 2>&1 || {
    tail -n 20 "$state/apt.log" >&2
    die "apt cannot install it"
}
dpkg --audit
for unit in wharf.socket wharf.service wharf-backup.timer wharf-report.timer wharf-drill.timer cloud-sql-proxy.service; do
    expect "$unit" "$(systemctl is-enabled "$unit" || :) $(systemctl is-active "$unit" || :)" "disabled inactive"
done
[ ! -e /etc/nginx/sites-enabled/wharf ] || die "the site is on"
expect "settings" "$(stat -c '%U:%G %a' /etc/wharf/wharf.env)" "root:wharf 640"
expect "their folder" "$(stat -c '%U:%G %a' /etc/wharf)" "root:wharf 750"
expect "spool" "$(stat -c '%U:%G %a' /var/lib/wharf/spool)" "wharf:wharf 700"
expect "login" "$(getent passwd wharf | cut -d: -f7)" /usr/sbin/nologin
[ -s /usr/share/man/man1/wharf.1.gz ] || die "no manual page"
for file in bash-completion/completions/wharf zsh/vendor-completions/_wharf fish/vendor_completions.d/wharf.fish; do
    [ -s "/usr/share/$file" ] || die "no completions in $file"
done
say "installed: $(wharf --version), nothing is running"

nginx -q -t
systemd-analyze verify --man=no /lib/systemd/system/wharf*.{service,socket,timer} /lib/systemd/system/cloud-sql-proxy.service
for unit in wharf wharf-backup wharf-report wharf-drill cloud-sql-proxy; do
    systemd-analyze security --threshold=20 --no-pager "$unit.service" | tail -n 1
done

# Started all the same, it says in one line what is missing.
systemctl start wharf.service 2>/dev/null && die "it starts without settings"
eventually 10 sh -c 'journalctl --sync; journalctl -u wharf.service -o cat | grep -qE "DB_SOCKET|DB_HOST"'
systemctl stop wharf.socket wharf.service
systemctl reset-failed
