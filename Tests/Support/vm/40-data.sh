# shellcheck shell=bash
# The challenge files in, out to the bucket, back again, and the reports.
# shellcheck source-path=SCRIPTDIR source=steps.sh
. /share/steps.sh

expect "upload" "$(status_of /upload --form hired_employees=@/share/challenge/hired_employees.csv \
    --form departments=@/share/challenge/departments.csv --form jobs=@/share/challenge/jobs.csv)" 200
expect "rejected" "$(answer 'sum(l["rejected"] for l in a["loads"])')" 70
expect "rows" "$(rows departments) $(rows jobs) $(rows hired_employees)" "12 183 1929"

# By the unit: all tables, their proof, retention. By HTTP: the same code inside the service's sandbox.
systemctl start wharf-backup.service
expect "backup by HTTP" "$(status_of /backup --header 'Content-Type: application/json' --data '{"table":"*"}')" 200
sql -e 'DELETE FROM wharf.hired_employees WHERE id % 2 = 0'
[ "$(rows hired_employees)" -lt 1929 ] || die "no row was deleted"
expect "restore" "$(status_of /restore --header 'Content-Type: application/json' --data '{"table":"hired_employees"}')" 200
expect "rows after the restore" "$(rows hired_employees)" 1929
systemctl start wharf-drill.service
systemctl start wharf-report.service
expect "hires_depa" "$(status_of '/hires_depa?year=2021')" 200
expect "departments above the mean" "$(answer 'len(a["rows"])')" "$(sql -e 'SELECT COUNT(*) FROM wharf_reporting.hires_by_dpt WHERE year = 2021')"
expect "failed units" "$(systemctl --failed --no-legend --plain)" ""
say "1929 rows, 70 rejects, backups, a restore, a drill and the reports"
