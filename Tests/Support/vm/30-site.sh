# shellcheck shell=bash
# What nginx lets through, and how.
# shellcheck source-path=SCRIPTDIR source=steps.sh
. /share/steps.sh

plain() { curl --silent --output "$state/answer" "$@"; }
tls() { plain --cacert /etc/wharf/tls/fullchain.pem "$@"; }

expect "port 80" "$(plain --write-out '%{http_code} %{redirect_url}' 'http://localhost/loads?limit=1')" \
    "308 https://localhost/loads?limit=1"
expect "HTTP/2" "$(tls --write-out '%{http_version}' https://localhost/healthz)" 2
expect "TLS 1.1" "$(tls --tls-max 1.1 https://localhost/healthz || echo refused)" refused
expect "TLS 1.2" "$(tls --tlsv1.2 --tls-max 1.2 --write-out '%{http_code}' https://localhost/healthz)" 200
expect "without a token" "$(tls --write-out '%{http_code}' https://localhost/loads)" 401
expect "the page" "$(tls --write-out '%{http_code}' https://localhost/)" 200
expect "Chart.js" "$(tls --write-out '%{http_code}' https://localhost/dashboard/chart.js)" 200
tls --head https://localhost/healthz
for header in strict-transport-security content-security-policy x-content-type-options x-request-id; do
    grep -qi "^$header:" "$state/answer" || die "no header $header"
done

expect "metrics, from loopback with a token" "$(status_of /metrics)" 200
ip address add 192.0.2.1/32 dev lo
expect "metrics, from elsewhere" "$(status_of /metrics --connect-to localhost:443:192.0.2.1:443 --interface 192.0.2.1)" 403
expect "health, from elsewhere" "$(status_of /healthz --connect-to localhost:443:192.0.2.1:443 --interface 192.0.2.1)" 200
ip address del 192.0.2.1/32 dev lo

# A flood is refused in the service's own form, and health checks are not part of it.
seq 400 | sed 's|.*|url = "https://localhost/problems"\noutput = /dev/null|' >"$state/flood"
tls --parallel --parallel-max 50 --config "$state/flood" --write-out '%{http_code}\n' >"$state/codes" 2>/dev/null
grep -q '^429$' "$state/codes" || die "400 requests at once: none was refused"
expect "health, during a flood" "$(tls --write-out '%{http_code}' https://localhost/healthz)" 200
python3 -c 'import json, sys; [json.loads(line) for line in sys.stdin]' </var/log/nginx/wharf.log
say "the site answers as it should"
sleep 3 # the rate is counted down at 100 a second
