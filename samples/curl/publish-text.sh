#!/usr/bin/env bash
# Publish text: the body is the message. The server accepts the body of `curl -d` as text.
set -eu
. "$(dirname "$0")/helpers.bash"

say "One message of plain text"
answer=$(ask curl -sS --fail-with-body -d 'hello' "$BASE/topics/$TOPIC/messages")
printf '%s\n' "$answer"
expect "$answer" '"count":1'

say "With a type and a sender, which are part of the message (--data-binary keeps line ends)"
answer=$(ask curl -sS --fail-with-body -H 'Content-Type: text/plain' --data-binary $'two\nlines' \
  "$BASE/topics/$TOPIC/messages?type=note&sender=ada")
printf '%s\n' "$answer"
expect "$(field last "$answer")" '-2$'

say "An encoded form is refused, since the server would not decode it"
status=$(show curl -sS -o /dev/null -w '%{http_code}' --data-urlencode 'a b' "$BASE/topics/$TOPIC/messages")
same "$status" 415

say "An invalid request is refused with a sentence that states what to change"
status=$(show curl -sS -o /dev/null -w '%{http_code}' -d 'hello' "$BASE/topics/no%20such%20name/messages")
same "$status" 400
