# shellcheck shell=bash
# Restarts, reloads and an upgrade while requests run: none of them fails.
# shellcheck source-path=SCRIPTDIR source=under-load.sh
. /share/under-load.sh

begin_load
for _ in $(seq "$RESTARTS"); do
    sleep 1.5 # under load, not one after the other
    was=$(property wharf.service MainPID)
    systemctl restart wharf.service
    [ "$(property wharf.service MainPID)" != "$was" ] || die "it was not restarted"
done
was=$(property wharf.service MainPID)
reload_with 'WHARF_TABLE_LOADS=7'
expect "process after a reload" "$(property wharf.service MainPID)" "$was"
say "$RESTARTS restarts, a reload"
cp -p /etc/wharf/wharf.env "$state/settings"
apt-get install -y --no-install-recommends /share/next.deb >"$state/apt.log" 2>&1 || {
    tail -n 20 "$state/apt.log" >&2
    die "apt cannot upgrade it"
}
[ "$(property wharf.service MainPID)" != "$was" ] || die "the upgrade did not exchange the process"
case $(readlink "/proc/$(property wharf.service MainPID)/exe") in *deleted*) die "the old program runs" ;; esac
expect "settings after the upgrade" "$(stat -c '%U:%G %a' /etc/wharf/wharf.env)" "root:wharf 640"
cmp /etc/wharf/wharf.env "$state/settings" || die "the upgrade changed the settings"
say "upgraded to $(dpkg-query -W -f '${Version}' wharf)"
end_load
