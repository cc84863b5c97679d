#!/usr/bin/env bash
# Compares this server with other servers on this machine, in turn, with the same load.
#   samples/tools/peers/compare.sh [ROUNDS=3] [SCENARIOS="sse-rate sse-burst room-rate room-burst room-small publish sse-idle room-idle"]
#                            [PEERS="streaming streaming-sqlite nchan signalr fastapi bun"]
# Further settings: READERS=1000 SIZE=200 RATE=100 SECONDS_RATE=10 INFLIGHT=16 SECONDS_BURST=5 IDLE=10000
# A server that is not installed is left out. All servers listen on 127.0.0.1; each started process is ended by its process id.
set -u
for setting in "$@"; do
  case $setting in
    -h|--help) sed -n '2,6s/^# *//p' "$0"; exit 0 ;;
    [A-Z]*=*) declare "$setting" ;;
    *) echo "'$setting' is not valid: settings look like ROUNDS=1 (--help lists them)." >&2; exit 2 ;;
  esac
done
ROUNDS=${ROUNDS:-3}
SCENARIOS=${SCENARIOS:-sse-rate sse-burst room-rate room-burst room-small publish sse-idle room-idle}
PEERS=${PEERS:-streaming streaming-sqlite nchan signalr fastapi bun}
READERS=${READERS:-1000} SIZE=${SIZE:-200} RATE=${RATE:-100} INFLIGHT=${INFLIGHT:-16} IDLE=${IDLE:-10000}
SECONDS_RATE=${SECONDS_RATE:-10} SECONDS_BURST=${SECONDS_BURST:-5}

HERE=$(cd "$(dirname "$0")" && pwd)
ROOT=$(cd "$HERE/../../.." && pwd)
. "$HERE/peers.bash"
. "$HERE/scenarios.bash"
WORK=$(mktemp -d)
chmod 755 "$WORK"
trap 'stop_peer; rm -rf "$WORK"' EXIT
trap 'exit 130' INT TERM
ulimit -n 20000 2>/dev/null || ulimit -n "$(ulimit -H -n)"

build || exit 1
present=
for peer in $PEERS; do
  if reason=$(missing "$peer"); then echo "$peer is left out: $reason" >&2; else present+=" $peer"; fi
done

failed=0
for round in $(seq "$ROUNDS"); do
  for scenario in $SCENARIOS; do
    for peer in $present; do
      speaks "$peer" "$scenario" || continue
      [ "$scenario" != publish ] || command -v wrk >/dev/null || { echo "publish is left out: install wrk with: apt-get install wrk" >&2; continue; }
      echo "round $round of $ROUNDS: $scenario, $peer" >&2
      if start_peer "$peer"; then
        warm_up "$peer" "$scenario"
        measure "$peer" "$scenario" "$round" || failed=1
      else
        echo "$peer did not start:" >&2; tail -n 5 "$WORK/peer.log" >&2; failed=1
      fi
      stop_peer
    done
  done
done

echo
"$HERE/table.awk" "$WORK/results.tsv" || exit 1
echo
machine
exit $failed
