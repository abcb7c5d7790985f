# shellcheck shell=bash
# Sourced: reads by wrk and uploads by curl, until they are told to end. Each upload brings rows that no
# other one has, so what is lost or doubled shows in the table.
# shellcheck source-path=SCRIPTDIR source=steps.sh
. /share/steps.sh

rows_of_upload=2000

begin_load() {
    before=$(rows hired_employees)
    next_id=$(sql -e 'SELECT MAX(id) + 1 FROM wharf.hired_employees')
    rm -f "$state/enough" "$state"/upload.*
    wrk --threads 1 --connections 4 --duration 1h --timeout 60s --script /share/load.lua https://localhost:443 \
        >"$state/wrk.log" 2>&1 &
    wrk=$!
    upload_loop 1 &
    loops=("$!")
    upload_loop 2 &
    loops+=("$!")
}

# One worker's uploads: as fast as they go, or held back so that each spans a restart.
upload_loop() { # NUMBER
    local count=0 first
    while [ ! -e "$state/enough" ]; do
        first=$((next_id + ($1 * 10000 + count) * rows_of_upload))
        seq "$first" $((first + rows_of_upload - 1)) | sed 's/$/,Made Up,2021-03-01T09:00:00Z,1,1/' >"$state/upload.$1.csv"
        call /upload --form "hired_employees=@$state/upload.$1.csv" --limit-rate "$((30 * $1))k" --output "$state/upload.$1.answer" \
            --write-out '%{http_code}\n' >>"$state/upload.codes" 2>>"$state/upload.errors" || echo failed >>"$state/upload.codes"
        count=$((count + 1))
    done
}

end_load() {
    local sent
    touch "$state/enough"
    wait "${loops[@]}"
    kill -INT "$wrk" # it ends in order, and counts
    wait "$wrk"
    sent=$(wc -l <"$state/upload.codes")
    expect "uploads, by their ends" "$(sort "$state/upload.codes" | uniq -c | xargs)" "$sent 200"
    expect "rows" "$(rows hired_employees)" $((before + sent * rows_of_upload))
    expect "receipts" "$(sql -e "SELECT SUM(inserted) FROM wharf.wharf_loads WHERE inserted = $rows_of_upload AND state = 'done'")" \
        "$(sql -e "SELECT $rows_of_upload * COUNT(*) FROM wharf.wharf_loads WHERE inserted = $rows_of_upload")"
    grep -q ', 0 failed, 0 lost' "$state/wrk.log" || {
        cat "$state/wrk.log" >&2
        die "reads failed"
    }
    say "$(tail -n 1 "$state/wrk.log"); $sent uploads of $rows_of_upload rows, none failed, no row lost or doubled"
}
