#!/usr/bin/env bash
# Compares this server with the reference server of the Durable Streams protocol (npm @durable-streams/server) on this machine, in turn.
#   samples/tools/durable-streams/compare.sh [ROUNDS=3] [SECONDS_APPENDS=5] [SECONDS_READERS=10] [READERS=1000] [RATE=100] [MEGABYTES=100]
#                                            [SERVERS="streaming-sqlite streaming-mapped streaming-memory reference-file reference-memory"]
# Each started process listens on 127.0.0.1 and is ended by its process id. A round of all servers takes about two minutes.
set -u
for setting in "$@"; do
  case $setting in
    -h|--help) sed -n '2,5s/^# *//p' "$0"; exit 0 ;;
    [A-Z]*=*) declare "$setting" ;;
    *) echo "'$setting' is not valid: settings look like ROUNDS=1 (--help lists them)." >&2; exit 2 ;;
  esac
done
ROUNDS=${ROUNDS:-3} SECONDS_APPENDS=${SECONDS_APPENDS:-5} SECONDS_READERS=${SECONDS_READERS:-10}
READERS=${READERS:-1000} RATE=${RATE:-100} MEGABYTES=${MEGABYTES:-100}
SERVERS=${SERVERS:-streaming-sqlite streaming-mapped streaming-memory reference-file reference-memory}

HERE=$(cd "$(dirname "$0")" && pwd)
ROOT=$(cd "$HERE/../../.." && pwd)
WORK=$(mktemp -d)
PORT=${PORT:-$((20000 + $$ % 20000))}
PID=
stop() { [ -n "$PID" ] && kill "$PID" 2>/dev/null && wait "$PID" 2>/dev/null; PID=; }
trap 'stop; rm -rf "$WORK"' EXIT
trap 'exit 130' INT TERM
ulimit -n 20000 2>/dev/null || ulimit -n "$(ulimit -H -n)"

npm ci --prefix "$HERE" --ignore-scripts --no-audit --no-fund --silent || exit 1
dotnet build -c Release "$ROOT/Streaming.Server" -v q -p:RunAnalyzers=false --nologo >"$WORK/build.log" 2>&1 || { cat "$WORK/build.log"; exit 1; }

start() {
  local folder="$WORK/$1"
  rm -rf "$folder"; mkdir -p "$folder"
  local provider=${1#streaming-} mapped=0
  # The file of SQLite, read through a map in memory instead of by system calls.
  [ "$provider" != mapped ] || provider=sqlite mapped=1073741824
  case $1 in
    streaming-*) "$ROOT/Streaming.Server/bin/Release/net10.0/Streaming.Server" --Urls "http://127.0.0.1:$PORT" --Access:Open true \
      --Storage:Provider "$provider" --Storage:MappedBytes "$mapped" --Storage:Path "$folder/streaming.db" --Logging:LogLevel:Default Warning \
      --Samples:Ticker false >"$folder/log" 2>&1 & ;;
    reference-memory) node "$HERE/reference-server.mjs" "$PORT" >"$folder/log" 2>&1 & ;;
    reference-file) node "$HERE/reference-server.mjs" "$PORT" "$folder/data" >"$folder/log" 2>&1 & ;;
  esac
  PID=$!
  for _ in $(seq 300); do curl -s -o /dev/null "http://127.0.0.1:$PORT/" && return; kill -0 "$PID" 2>/dev/null || break; sleep 0.1; done
  echo "$1 did not start:" >&2; cat "$folder/log" >&2; exit 1
}

load() { timeout 120 node "$HERE/load.mjs" "$1" "http://127.0.0.1:$PORT/v1/stream/$2" "${@:3}" 2>"$WORK/error" || { tail -3 "$WORK/error" >&2; echo failed; }; }

printf '%-5s %-18s %12s %12s %22s %26s\n' round server 'appends/s 1' 'appends/s 64' 'catch-up MB/s' 'CPU us/delivery'
for round in $(seq "$ROUNDS"); do
  for server in $SERVERS; do
    start "$server"
    one=$(load appends bench/one 1 "$SECONDS_APPENDS")
    many=$(load appends bench/many 64 "$SECONDS_APPENDS")
    load fill bench/large "$MEGABYTES"
    read -r -a read <<<"$(load catch-up bench/large 9)"
    delivery=$(load readers bench/live "$READERS" "$RATE" "$SECONDS_READERS" "$PID")
    printf '%-5s %-18s %12s %12s %22s %26s\n' "$round" "$server" "$one" "$many" "${read[*]}" "$delivery"
    stop
  done
done
