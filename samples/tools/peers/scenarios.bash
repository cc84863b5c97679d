# The loads that compare.sh puts on each server. Other scripts source this file.

# Sets the command and the addresses of a scenario, in the same way for every server.
way_in() {
  case $1 in
    sse-*) WAY=(sse --url "$EVENTS") ;;
    room-*) WAY=(websocket --url "$ROOM" "${EXTRA[@]}") ;;
  esac
}

load_of() {
  case $1 in
    *-rate) LOAD=(--publish-url "$PUBLISH" --connections "$READERS" --rate "$RATE" --duration "$SECONDS_RATE") ;;
    *-burst) LOAD=(--publish-url "$PUBLISH" --connections "$READERS" --inflight "$INFLIGHT" --window 64 --duration "$SECONDS_BURST") ;;
    room-small) LOAD=(--publish-url "$PUBLISH" --connections 2000 --topics 200 --publishers 8 --rate 1000 --duration "$SECONDS_RATE") ;;
    *-idle) LOAD=(--publish-url none --connections "$IDLE" --duration 3) ;;
    *) echo "'$1' is not a scenario: sse-rate sse-burst sse-idle room-rate room-burst room-small room-idle publish" >&2; return 1 ;;
  esac
}

# Lets the runtime compile the used code, in the same way for each server. Not before memory is measured, since this load would count as
# used before.
warm_up() {
  case $2 in
    *-idle) return ;;
    publish) publish_alone 4 && publish_alone 4 && return ;;
  esac
  way_in "$2"
  "$LOADTEST" "${WAY[@]}" --publish-url "$PUBLISH" --connections 300 --rate 300 --messages 900 --size "$SIZE" >/dev/null 2>&1
}

# Publishes from 64 connections, each of which waits for its response, with wrk.
publish_alone() {
  printf 'wrk.method = "POST"\nwrk.body = string.rep("x", %d)\nwrk.headers["Content-Type"] = "text/plain"\n' "$SIZE" >"$WORK/post.lua"
  wrk -t1 -c64 -d"$1s" --latency -s "$WORK/post.lua" "${PUBLISH//\{topic\}/0}" >"$WORK/wrk.log" 2>&1
}

# Prints a percentile of wrk in milliseconds.
wrk_percentile() { awk -v p="$1%" '$1 == p { v = $2 + 0; print $2 ~ /us$/ ? v / 1000 : $2 ~ /ms$/ ? v : v * 1000 }' "$WORK/wrk.log"; }

# Processor time of a process and its children so far, in clock ticks of 10 ms.
ticks() { local pid sum=0; for pid in "$1" $(pgrep -P "$1"); do sum=$((sum + $(awk '{ print $14 + $15 }' "/proc/$pid/stat"))); done; echo "$sum"; }

measure_publish() {
  local before requests
  before=$(ticks "$PEER_PID")
  publish_alone "$SECONDS_BURST" || { cat "$WORK/wrk.log" >&2; return 1; }
  requests=$(sed -n 's/^ *\([0-9]*\) requests in .*/\1/p' "$WORK/wrk.log")
  printf '%s\t' "$2" publish "$1" "$(sed -n 's/^Requests\/sec: *//p' "$WORK/wrk.log")" "$(wrk_percentile 50)" "$(wrk_percentile 99)" '' \
    "$(awk -v t=$(($(ticks "$PEER_PID") - before)) -v n="$requests" 'BEGIN { print t * 10000 / n }')" '' '' >>"$WORK/results.tsv"
  echo "$(awk '/Non-2xx/ { n += $NF } /Socket errors/ { gsub(/[^0-9 ]/, ""); n += $1 + $2 + $3 + $4 } END { print n + 0 }' "$WORK/wrk.log")" >>"$WORK/results.tsv"
}

measure() {
  local status=0
  if [ "$2" = publish ]; then measure_publish "$1" "$3"; return; fi
  way_in "$2"; load_of "$2" || return 1
  rm -f "$WORK/result.json"
  "$LOADTEST" "${WAY[@]}" "${LOAD[@]}" --size "$SIZE" --timeout 10 --server-pid "$PEER_PID" --json "$WORK/result.json" >"$WORK/loadtest.log" 2>&1 || status=$?
  if [ ! -f "$WORK/result.json" ]; then tail -n 3 "$WORK/loadtest.log" >&2; return 1; fi
  [ $status = 0 ] || sed -n '/All is\|Not all/d; /^[A-Z]/p' "$WORK/loadtest.log" | tail -n 4 >&2
  printf '%s\t' "$3" "$2" "$1" "$(figure deliveriesPerSecond)" "$(figure latency p50)" "$(figure latency p99)" "$(figure lastReader p99)" \
    "$(figure serverMicrosecondsPerDelivery)" "$(figure memoryPerConnection)" "$(figure busiestCore)" >>"$WORK/results.tsv"
  echo "$(($(figure failedConnections) + $(figure closedEarly) + $(figure publishErrors) + $(figure lost) + $(figure duplicates) + $(figure reordered)))" >>"$WORK/results.tsv"
  return $status
}

# Prints one number of the result: figure NAME, or figure GROUP NAME.
figure() {
  if [ $# = 2 ]; then sed -n "/\"$1\": {/,/}/s/.*\"$2\": \([-0-9.eE+]*\).*/\1/p" "$WORK/result.json"
  else sed -n "s/^  \"$1\": \([-0-9.eE+]*\),*$/\1/p" "$WORK/result.json"; fi
}

machine() {
  local python
  echo "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores, Linux $(uname -r), .NET $(dotnet --list-runtimes | sed -n 's/^Microsoft.AspNetCore.App \([^ ]*\).*/\1/p' | tail -n 1)"
  case " $present " in *" nchan "*) echo "$(nginx -v 2>&1 | sed 's/.*: //'), nchan $(dpkg-query -W -f '${Version}' libnginx-mod-nchan 2>/dev/null || echo 'of unknown version'), 1 worker" ;; esac
  case " $present " in *" fastapi "*) python=$(python_with_fastapi); "$python" -c 'import sys, fastapi, uvicorn, importlib.util as u; print("Python %s, FastAPI %s, uvicorn %s, uvloop %s" % (sys.version.split()[0], fastapi.__version__, uvicorn.__version__, "yes" if u.find_spec("uvloop") else "no"))' ;; esac
}
