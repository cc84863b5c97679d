#!/usr/bin/env bash
# Publish exactly once: send an Idempotency-Key, and repeat the request until it succeeds. For 24 hours the same key returns the same
# response, and publishes nothing more.
set -eu
. "$(dirname "$0")/helpers.bash"

say "The same publish request, twice"
first=$(ask curl -sS --fail-with-body -H "Idempotency-Key: order-$$" -d 'paid' "$BASE/topics/$TOPIC/messages")
again=$(ask curl -sS --fail-with-body -H "Idempotency-Key: order-$$" -d 'paid' "$BASE/topics/$TOPIC/messages")
printf '%s\n%s\n' "$first" "$again"
same "$again" "$first"

say "The topic has one message"
answer=$(ask curl -sS --fail-with-body "$BASE/topics/$TOPIC")
same "$(field count "$answer")" 1

say "An interrupted upload is repeated from its start: the server skips the lines that are published already"
printf '{"data":"a"}\n{"data":"b"}\n' |
  ask curl -sS --fail-with-body -X POST -H "Idempotency-Key: upload-$$" -H 'Content-Type: application/x-ndjson' -T - "$BASE/topics/$TOPIC/messages"
printf '{"data":"a"}\n{"data":"b"}\n{"data":"c"}\n' |
  ask curl -sS --fail-with-body -X POST -H "Idempotency-Key: upload-$$" -H 'Content-Type: application/x-ndjson' -T - "$BASE/topics/$TOPIC/messages"
answer=$(ask curl -sS --fail-with-body "$BASE/topics/$TOPIC")
same "$(field count "$answer")" 4
