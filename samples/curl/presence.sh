#!/usr/bin/env bash
# Presence: which rooms have members, and who they are. A member needs a WebSocket; this curl only opens one and keeps it open for three
# seconds, which is enough to be listed.
set -eu
. "$(dirname "$0")/helpers.bash"
room=$TOPIC
trace=$(mktemp)
trap 'rm -f "$trace"' EXIT

say "Ada joins the room"
curl -sSN -i --http1.1 --max-time 3 -o "$trace" -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' \
  -H 'Sec-WebSocket-Key: c2FtcGxlLW9mLWEta2V5IQ==' "$BASE/ws/$room?name=Ada" 2> "$trace.errors" &
member=$!
trap 'rm -f "$trace" "$trace.errors"' EXIT

say "The members of the room"
members=
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  members=$(curl -sS --fail-with-body "$BASE/rooms/$room/members") || fail "$members"
  case $members in *Ada*) break ;; esac
  sleep 0.1
done
members=$(ask curl -sS --fail-with-body "$BASE/rooms/$room/members")
printf '%s\n' "$members"
same "$(field count "$members")" 1
expect "$members" '"name":"Ada"'

say "The rooms that have members"
rooms=$(ask curl -sS --fail-with-body "$BASE/rooms")
printf '%s\n' "$rooms"
expect "$rooms" "\{\"room\":\"$room\",\"count\":1\}"

say "Joins and leaves are messages of the room's topic"
wait "$member" || [ $? -eq 28 ]
history=
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  history=$(curl -sS --fail-with-body "$BASE/topics/room:$room/messages?format=csv") || fail "$history"
  case $history in *,leave,*) break ;; esac
  sleep 0.1
done
printf '%s\n' "$history"
expect "$history" ',join,Ada,'
expect "$history" ',leave,Ada,'
