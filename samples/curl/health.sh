#!/usr/bin/env bash
# Health, for load balancers and dashboards.
set -eu
. "$(dirname "$0")/helpers.bash"

say "Alive: the process responds"
same "$(ask curl -sS --fail-with-body "$BASE/health/live")" Healthy

say "Ready: the server accepts streams and can store messages"
same "$(ask curl -sS --fail-with-body "$BASE/health/ready")" Healthy

say "Metrics, in the format of Prometheus"
metrics=$(ask curl -sS --fail-with-body "$BASE/metrics")
printf '%s\n' "$metrics" | grep -E '^streaming_' | head -n 5 || true
expect "$metrics" '^# TYPE '
