# Functions that the samples share; each sample reads this file first.

BASE=${BASE:-http://localhost:5000}

# A new topic name for every run, so that a sample can be run repeatedly.
TOPIC=sample.$(date +%s).$$

fail() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}

say() {
  printf '\n# %s\n' "$*"
}

# Prints a command to stderr in the form in which a user would type it, then runs it.
show() {
  { printf '$'; printf ' %q' "$@"; printf '\n'; } >&2
  "$@"
}

# ask curl …: shows and runs the command, and prints the response. If the server refuses the request, prints its answer, which says what to
# change, and ends the script.
ask() {
  local answer status=0
  answer=$(show "$@") || status=$?
  [ "$status" -eq 0 ] || fail "${answer:-curl ended with $status}"
  [ -z "$answer" ] || printf '%s\n' "$answer"
}

# expect TEXT PATTERN: checks that a line of the text matches the pattern; otherwise prints both and fails.
expect() {
  printf '%s\n' "$1" | grep -Eq -- "$2" || fail "expected $2 in: $1"
}

# same A B: checks that two texts are the same.
same() {
  [ "$1" = "$2" ] || fail "expected '$2', got '$1'"
}

# field NAME JSON: prints the value of a simple field. (A real program would use a JSON parser.)
field() {
  printf '%s\n' "$2" | sed -nE "s/.*\"$1\":\"?([^\",}]*).*/\1/p" | head -n 1
}

# messages EVENTS: prints the data lines of a stream, without those of the event at the end of the replay.
messages() {
  printf '%s\n' "$1" | awk '/^event: caught-up/ { skip = 1 } /^data:/ && !skip; /^$/ { skip = 0 }'
}

# stream ARGUMENTS…: the same for a stream, with the arguments of curl. A stream does not end by itself, so curl gets a time limit; its exit
# code is then 28, which is no error here.
stream() {
  { printf '$'; printf ' %q' curl -N "$@"; printf '\n'; } >&2
  local events status=0
  events=$(curl -sN --fail-with-body "$@") || status=$?
  [ "$status" -eq 0 ] || [ "$status" -eq 28 ] || fail "${events:-curl ended with $status}"
  printf '%s\n' "$events"
}

# until_has FILE PATTERN: waits until a line of the file matches the pattern, at most five seconds.
until_has() {
  local turns=0
  until grep -Eqs -- "$2" "$1"; do
    turns=$((turns + 1))
    [ "$turns" -le 100 ] || fail "waited in vain for $2 in: $(cat "$1")"
    sleep 0.05
  done
}

curl -sS -o /dev/null --max-time 5 "$BASE/health/live" || fail "No server responds at $BASE. Start it with 'dotnet run -c Release --project Streaming.Server', or set BASE."
