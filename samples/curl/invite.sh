#!/usr/bin/env bash
# Invite somebody to a room by e-mail. In Development the mail is written to a file in data/mail;
# elsewhere the server needs Email:From, Email:Host or Email:Pickup, and Invitations:PublicUrl.
set -eu
. "$(dirname "$0")/helpers.bash"

say "The response arrives at once; a job sends the mail"
answer=$(ask curl -sS --fail-with-body -d '{"email":"ann@example.com","message":"Come and see."}' "$BASE/rooms/$TOPIC/invitations")
id=$(field id "$answer")

say "The mail was sent when the job has succeeded"
events=$(stream --max-time 60 "$BASE/jobs/$id/events")
expect "$events" '^event: succeeded$'
