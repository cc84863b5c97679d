#!/usr/bin/env bash
# History as NDJSON (one JSON message on each line, for pipes), and how to page: after, before, limit, order.
set -eu
. "$(dirname "$0")/helpers.bash"

seq 1 10 | sed 's/.*/{"data":"message &"}/' |
  ask curl -sS --fail-with-body -X POST -H 'Content-Type: application/x-ndjson' -T - "$BASE/topics/$TOPIC/messages" > /dev/null

say "The first three messages"
page=$(ask curl -sS --fail-with-body "$BASE/topics/$TOPIC/messages?format=ndjson&limit=3")
printf '%s\n' "$page"
same "$(printf '%s\n' "$page" | wc -l | tr -d ' ')" 3

position=$(field position "$(printf '%s\n' "$page" | tail -n 1)")
say "The next three messages: after the position of the third one"
page=$(ask curl -sS --fail-with-body "$BASE/topics/$TOPIC/messages?format=ndjson&limit=3&after=$position")
printf '%s\n' "$page"
expect "$(printf '%s\n' "$page" | head -n 1)" '"data":"message 4"'

say "Only the messages before that position"
page=$(ask curl -sS --fail-with-body "$BASE/topics/$TOPIC/messages?format=ndjson&before=$position")
printf '%s\n' "$page"
same "$(printf '%s\n' "$page" | wc -l | tr -d ' ')" 2

say "The newest two, newest first"
page=$(ask curl -sS --fail-with-body "$BASE/topics/$TOPIC/messages?format=ndjson&order=desc&limit=2")
printf '%s\n' "$page"
expect "$(printf '%s\n' "$page" | head -n 1)" '"data":"message 10"'
