# What the samples share; each of them reads this file first.

BASE=${BASE:-http://localhost:5000}

# A name of its own for every run, so that a sample may be run again and again.
TOPIC=sample.$(date +%s).$$

fail() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}

say() {
  printf '\n# %s\n' "$*"
}

# Shows a command on stderr as one would type it, then runs it.
show() {
  { printf '$'; printf ' %q' "$@"; printf '\n'; } >&2
  "$@"
}

# expect TEXT PATTERN: the text has a line that matches; both are shown if not.
expect() {
  printf '%s\n' "$1" | grep -Eq -- "$2" || fail "expected $2 in: $1"
}

# same A B: they are the same.
same() {
  [ "$1" = "$2" ] || fail "expected '$2', got '$1'"
}

# field NAME JSON: the value of a simple field. (A real program would use a JSON parser.)
field() {
  printf '%s\n' "$2" | sed -nE "s/.*\"$1\":\"?([^\",}]*).*/\1/p" | head -n 1
}

# messages EVENTS: the data lines of a stream, without those of the event that says that the replay is over.
messages() {
  printf '%s\n' "$1" | awk '/^event: caught-up/ { skip = 1 } /^data:/ && !skip; /^$/ { skip = 0 }'
}

# A stream has no end, so curl is told when to leave; it says 28 then, and that is fine.
stream() {
  { printf '$'; printf ' %q' curl -N "$@"; printf '\n'; } >&2
  local status=0
  curl -sN --fail-with-body "$@" || status=$?
  [ "$status" -eq 0 ] || [ "$status" -eq 28 ] || fail "curl ended with $status"
}

# until_has FILE PATTERN: waits until a line of the file matches, at most five seconds.
until_has() {
  local turns=0
  until grep -Eqs -- "$2" "$1"; do
    turns=$((turns + 1))
    [ "$turns" -le 100 ] || fail "waited in vain for $2 in: $(cat "$1")"
    sleep 0.05
  done
}

curl -sS -o /dev/null --max-time 5 "$BASE/health/live" || fail "No server answers at $BASE. Start it with 'dotnet run -c Release --project Streaming.Server', or set BASE."
