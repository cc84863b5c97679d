#!/usr/bin/env bash
# History as one JSON array, which is the default format.
set -eu
. "$(dirname "$0")/helpers.bash"

ask curl -sS --fail-with-body -H 'Content-Type: application/json' \
  -d '[{"data":"hello","sender":"ada"},{"data":{"n":2},"type":"reading"}]' "$BASE/topics/$TOPIC/messages" > /dev/null

say "Every message has its position and its time"
history=$(ask curl -sS --fail-with-body "$BASE/topics/$TOPIC/messages")
printf '%s\n' "$history"
expect "$history" '^\[\{"topic":"'
expect "$history" '"type":"message","sender":"ada","data":"hello"\},?$'
expect "$history" '"type":"reading","sender":null,"data":\{"n":2\}\}\]$'

say "The history of a topic without messages is empty; it is no error"
same "$(ask curl -sS --fail-with-body "$BASE/topics/$TOPIC.none/messages")" '[]'
