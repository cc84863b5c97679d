#!/usr/bin/env bash
# Chat in a room over a WebSocket. curl is no WebSocket client, so this sample uses Node.js if it has built-in WebSockets (version 22, or 20
# with a flag).
set -eu
. "$(dirname "$0")/helpers.bash"

node=
for flag in '' --experimental-websocket; do
  if node $flag -e 'process.exit(typeof WebSocket === "function" ? 0 : 1)' 2> /dev/null; then
    node="node $flag"
    break
  fi
done
if [ -z "$node" ]; then
  say "Skipped: this machine has no Node.js with WebSockets (version 22, or 20 with --experimental-websocket)."
  exit 0
fi

say "Join a room, send a message, and receive it: every member gets each message, also its sender"
heard=$($node - "${BASE/#http/ws}/ws/$TOPIC?name=ada" << 'EOF'
const socket = new WebSocket(process.argv[2]);
const late = setTimeout(() => { console.error('no echo within five seconds'); process.exit(1); }, 5000);
socket.onopen = () => socket.send('hello');
socket.onerror = event => { console.error(event.message ?? 'the connection failed'); process.exit(1); };
socket.onmessage = event => { console.log(event.data); socket.close(1000); };
socket.onclose = () => clearTimeout(late);
EOF
)
printf '%s\n' "$heard"
same "$heard" "[$TOPIC] echo: hello"

say "The message is stored like any other message, with its sender"
history=$(ask curl -sS --fail-with-body "$BASE/topics/room:$TOPIC/messages")
printf '%s\n' "$history"
expect "$history" '"sender":"ada","data":"hello"'
