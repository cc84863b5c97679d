#!/usr/bin/env bash
# History as CSV. It is streamed, so that neither the server nor curl keeps it in memory, whether it has ten messages or ten million.
set -eu
. "$(dirname "$0")/helpers.bash"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

ask curl -sS --fail-with-body -H 'Content-Type: application/json' \
  -d '[{"data":"plain"},{"data":"with, comma and \"quotes\"","sender":"ada"},{"data":{"n":3},"type":"reading"}]' \
  "$BASE/topics/$TOPIC/messages" > /dev/null

say "Download to a file with the name that the server sends (-OJ)"
(cd "$folder" && show curl -sS --fail-with-body -OJ "$BASE/topics/$TOPIC/messages?format=csv") || fail "$(cat "$folder"/*)"
file="$folder/$TOPIC.csv"
[ -f "$file" ] || fail "expected the file $TOPIC.csv, got: $(ls "$folder")"
cat "$file"
same "$(head -n 1 "$file" | tr -d '\r')" 'topic,epoch,offset,time,type,sender,data'
same "$(wc -l < "$file" | tr -d ' ')" 4
expect "$(cat "$file")" ',ada,"with, comma and ""quotes"""'

say "Select the format with Accept, and use a pipe"
rows=$(ask curl -sS --fail-with-body -H 'Accept: text/csv' "$BASE/topics/$TOPIC/messages" | wc -l | tr -d ' ')
same "$rows" 4
