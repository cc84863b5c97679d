#!/usr/bin/env bash
# A webhook: a URL that receives the messages of topics. This webhook is paused at once, so that nobody is called.
set -eu
. "$(dirname "$0")/helpers.bash"

webhook=$(show curl -sS --fail-with-body -d "{\"url\":\"https://example.com/hook\",\"topics\":[\"$TOPIC\"]}" "$BASE/webhooks")
printf '%s\n' "$webhook"
expect "$webhook" '"secret":"whsec_'
id=$(field id "$webhook")
expect "$(show curl -sS --fail-with-body -X POST "$BASE/webhooks/$id/pause")" '"state":"paused"'

say "What is published meanwhile waits for it"
show curl -sS --fail-with-body -d hello "$BASE/topics/$TOPIC/messages"
printf '\n'
expect "$(show curl -sS --fail-with-body "$BASE/webhooks/$id")" '"waiting":1'

say "A new secret; the old one counts for a day"
expect "$(show curl -sS --fail-with-body -X POST "$BASE/webhooks/$id/secret")" '"oldSecretUntil":"2'

say "Everything that was ever sent (nothing), and away with it"
expect "$(show curl -sS --fail-with-body "$BASE/webhooks/$id/deliveries")" '^\[\]$'
show curl -sS --fail-with-body -X DELETE "$BASE/webhooks/$id"
