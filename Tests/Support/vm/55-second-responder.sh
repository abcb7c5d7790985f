# shellcheck shell=bash
# A second responder beside the first one, made as the README says: both get requests, and where either of them is away the
# other one does all of it.
# shellcheck source-path=SCRIPTDIR source=under-load.sh
. /share/under-load.sh

units=/etc/systemd/system
sed 's|/wharf\.sock$|/wharf-2.sock|' /lib/systemd/system/wharf.socket >"$units/wharf-2.socket"
sed 's|wharf\.socket|wharf-2.socket|' /lib/systemd/system/wharf.service >"$units/wharf-2.service"
systemctl daemon-reload
systemctl enable --now --quiet wharf-2.socket wharf-2.service
systemd-analyze security --threshold=20 --no-pager wharf-2.service | tail -n 1
cp -p /etc/nginx/sites-available/wharf "$state/site"
sed -i 's|# \(server unix:/run/wharf/wharf-2.sock .*\)|\1|' /etc/nginx/sites-available/wharf
nginx -q -t
systemctl reload nginx

instances() { [ "$(sql -e 'SELECT COUNT(*) FROM wharf.wharf_instances')" = "$1" ]; }
eventually 10 instances 2
served() { # UNIT
    journalctl --sync
    journalctl -o cat "_PID=$(property "$1" MainPID)" | grep -c '"message":"request"'
}
begin_load
sleep 3 # both serve
end_load
for unit in wharf wharf-2; do
    [ "$(served $unit.service)" -gt 10 ] || die "$unit got no requests"
done
for unit in wharf wharf-2; do
    systemctl stop $unit.socket $unit.service
    begin_load
    sleep 3 # the other one serves alone
    end_load
    systemctl start $unit.socket $unit.service
done
say "two responders, and each of them alone"

# As it was.
cp -p "$state/site" /etc/nginx/sites-available/wharf
systemctl reload nginx
systemctl disable --now --quiet wharf-2.socket wharf-2.service
rm "$units/wharf-2.socket" "$units/wharf-2.service"
systemctl daemon-reload
eventually 10 instances 1
