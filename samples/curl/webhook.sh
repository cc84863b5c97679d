#!/usr/bin/env bash
# A webhook: a URL that receives the messages of topics. This webhook is paused at once, so that nobody is called.
set -eu
. "$(dirname "$0")/helpers.bash"

webhook=$(ask curl -sS --fail-with-body -d "{\"url\":\"https://example.com/hook\",\"topics\":[\"$TOPIC\"]}" "$BASE/webhooks")
printf '%s\n' "$webhook"
expect "$webhook" '"secret":"whsec_'
id=$(field id "$webhook")
expect "$(ask curl -sS --fail-with-body -X POST "$BASE/webhooks/$id/pause")" '"state":"paused"'

say "Messages that are published meanwhile wait for the webhook"
ask curl -sS --fail-with-body -d hello "$BASE/topics/$TOPIC/messages"
expect "$(ask curl -sS --fail-with-body "$BASE/webhooks/$id")" '"waiting":1'

say "A new secret; the old one stays valid for a day"
expect "$(ask curl -sS --fail-with-body -X POST "$BASE/webhooks/$id/secret")" '"oldSecretUntil":"2'

say "List its requests (there are none), and delete the webhook"
expect "$(ask curl -sS --fail-with-body "$BASE/webhooks/$id/deliveries")" '^\[\]$'
ask curl -sS --fail-with-body -X DELETE "$BASE/webhooks/$id"
