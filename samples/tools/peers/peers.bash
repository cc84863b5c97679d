# The servers that compare.sh compares: how each is started, stopped and addressed. Other scripts source this file.
PEER_PID= PORT= EVENTS= ROOM= PUBLISH=

build() {
  local project
  for project in Streaming.Server samples/tools/Streaming.LoadTest samples/tools/peers/SignalR; do
    echo "building $project" >&2
    dotnet build -c Release -v q -nologo "$ROOT/$project" >"$WORK/build.log" 2>&1 || { cat "$WORK/build.log" >&2; return 1; }
  done
  LOADTEST=$ROOT/samples/tools/Streaming.LoadTest/bin/Release/net10.0/Streaming.LoadTest
}

nchan_module() {
  local file
  for file in /usr/lib/nginx/modules /usr/lib64/nginx/modules /usr/share/nginx/modules; do
    [ -f "$file/ngx_nchan_module.so" ] && echo "$file/ngx_nchan_module.so" && return
  done
  return 1
}

python_with_fastapi() {
  local python
  for python in python3 /usr/bin/python3; do
    "$python" -c 'import fastapi, uvicorn, websockets' 2>/dev/null && echo "$python" && return
  done
  return 1
}

# Bun is a package of npm: BUN names its program if it is not on the path.
bun_program() { command -v "${BUN:-bun}"; }

# Prints the reason if a server cannot take part, and returns true in that case.
missing() {
  case $1 in
    streaming|streaming-sqlite|signalr) return 1 ;;
    nchan) { command -v nginx && nchan_module; } >/dev/null && return 1; echo "install it with: apt-get install nginx libnginx-mod-nchan" ;;
    fastapi) python_with_fastapi >/dev/null && return 1; echo "install it with: apt-get install python3-fastapi python3-uvicorn python3-websockets python3-uvloop python3-httptools" ;;
    bun) bun_program >/dev/null && return 1; echo "install it with: npm install --global bun" ;;
    *) echo "it is not known; the peers are streaming, streaming-sqlite, nchan, signalr, fastapi and bun." ;;
  esac
}

# The transports of each server: SignalR has no plain event stream, and no publish request.
speaks() { [[ $1 != signalr || $2 == room-rate || $2 == room-burst || $2 == room-idle ]]; }

free_port() {
  local port
  while port=$((10000 + RANDOM % 20000)); (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
  echo "$port"
}

start_peer() {
  local peer=$1 http topic=m; PORT=$(free_port)
  http=http://127.0.0.1:$PORT
  EVENTS="$http/events?topic={topic}" ROOM="ws://127.0.0.1:$PORT/room?topic={topic}" PUBLISH="$http/publish?topic={topic}" EXTRA=()
  rm -rf "$WORK/peer"; mkdir "$WORK/peer"; chmod 777 "$WORK/peer"
  case $peer in
    streaming|streaming-sqlite)
      [ "$peer" = streaming-sqlite ] && topic=d
      EVENTS="$http/topics/room:$topic{topic}/events" ROOM="ws://127.0.0.1:$PORT/ws/$topic{topic}" PUBLISH="$http/topics/room:$topic{topic}/messages"
      spawn "$ROOT/Streaming.Server" dotnet bin/Release/net10.0/Streaming.Server.dll --Urls "$http" --Storage:Path "$WORK/peer/x.db" --Samples:Ticker false --Access:Open true \
        --Topics:Policies:1:Match 'room:m*' --Topics:Policies:1:Store memory --Logging:LogLevel:Default Warning ;;
    nchan)
      sed "s|@MODULE@|$(nchan_module)|; s|@PORT@|$PORT|; s|@DIR@|$WORK/peer|" "$HERE/nchan/nginx.conf.in" >"$WORK/peer/nginx.conf"
      spawn "$WORK/peer" nginx -p "$WORK/peer" -e "$WORK/peer/error.log" -c "$WORK/peer/nginx.conf" ;;
    signalr)
      ROOM="ws://127.0.0.1:$PORT/hub?topic={topic}"
      EXTRA=(--hello '{"protocol":"json","version":1}\x1e' --keepalive '{"type":6}\x1e')
      spawn "$HERE/SignalR" dotnet bin/Release/net10.0/signalr-peer.dll --Urls "$http" ;;
    fastapi)
      PYTHONDONTWRITEBYTECODE=1 spawn "$HERE/fastapi" "$(python_with_fastapi)" -m uvicorn peer:app --port "$PORT" --no-access-log --log-level warning --backlog 4096 ;;
    bun) spawn "$HERE/bun" "$(bun_program)" peer.js "$PORT" ;;
  esac
  wait_for_port
}

# Starts a command in a folder, and keeps its process id.
spawn() {
  local folder=$1; shift
  (cd "$folder" && exec "$@") >"$WORK/peer.log" 2>&1 &
  PEER_PID=$!
}

wait_for_port() {
  local try
  for try in $(seq 200); do
    (exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null && sleep 1 && return 0
    kill -0 "$PEER_PID" 2>/dev/null || return 1
    sleep 0.1
  done
  return 1
}

stop_peer() {
  local try
  [ -n "$PEER_PID" ] || return 0
  kill "$PEER_PID" 2>/dev/null
  for try in $(seq 50); do kill -0 "$PEER_PID" 2>/dev/null || break; sleep 0.1; done
  kill -9 "$PEER_PID" 2>/dev/null
  wait "$PEER_PID" 2>/dev/null
  PEER_PID=
}
