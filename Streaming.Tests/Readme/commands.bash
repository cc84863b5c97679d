# A test runs this script before the commands of README.md and of the guides in docs/. The commands run as they are written, except for
# the server's address and the ports. Started programs are those that were built with the tests; servers run in the background, and an
# endless stream is closed after its first lines.
# Expects WORK (a folder), SERVER and SAMPLE_FOLDER (built programs), BUILT (bin/…), BASE (the server's address) and RECEIVER (a free port).
set -eEo pipefail
trap 'echo "FAILED ($?): $BASH_COMMAND" >&2' ERR
started=()
# Not in a subshell: it could be killed before its trap is reset.
finish() {
  [ "$BASHPID" = $$ ] || return 0
  for each in "${started[@]}"; do kill "$each" 2> /dev/null || true; done
  wait
}
trap finish EXIT

curl() {
  case " $* " in
    *' -N '*/jobs/*) command curl -sS --fail-with-body --max-time 60 "$@" ;;
    *' -N '*) follow "$@" ;;
    *) command curl -sS --fail-with-body --max-time 60 "$@" ;;
  esac
}

# A stream starts with the field `retry`; an error response does not.
follow() {
  : > "$WORK/stream"
  command curl -sS --fail-with-body --max-time 60 "$@" > "$WORK/stream" &
  local reader=$!
  until grep -q '^retry:' "$WORK/stream"; do
    kill -0 "$reader" 2> /dev/null || { cat "$WORK/stream" >&2; return 1; }
    sleep 0.1
  done
  kill "$reader"
  wait "$reader" || true
}

serve() {
  local log=$1 said=$2
  shift 2
  : > "$log"
  command dotnet "$@" > "$log" 2>&1 &
  local program=$!
  started+=("$program")
  until grep -q "$said" "$log"; do
    kill -0 "$program" 2> /dev/null || { cat "$log" >&2; return 1; }
    sleep 0.1
  done
}

# The server of the README runs for all guides; a guide that starts it too would find its port in use.
run_server() {
  # As `dotnet run` does: a line on the standard output, and the folder of the project.
  [ "$1" != token ] || { echo 'Using launch settings from Streaming.Server/Properties/launchSettings.json...'; (cd Streaming.Server; command dotnet "$SERVER" "$@"); return; }
  [ $# -gt 0 ] || [ -z "${servers:-}" ] || return 0
  serve "$WORK/server-$((++servers)).log" 'Application started' "$SERVER" "$@"
}

dotnet() {
  case "$1 $2 $3" in
    'run --project Streaming.Server') shift 3; [ "$1" != -- ] || shift; run_server "$@" ;;
    Streaming.Server/bin/Debug/net10.0/Streaming.Server.dll\ *) shift; command dotnet "$SERVER" "$@" ;;
    'run --project samples/Streaming.Receiver') serve "$WORK/receiver.log" 'Waiting for webhooks' "$SAMPLE_FOLDER/Streaming.Receiver/$BUILT/Streaming.Receiver.dll" --port "$RECEIVER" ;;
    # The number of messages is reduced to a number for which a test has time.
    'run --project samples/tools/Streaming.SampleData') command dotnet "$SAMPLE_FOLDER/tools/Streaming.SampleData/$BUILT/Streaming.SampleData.dll" --messages 2000 --url "$BASE" ;;
    # Commands that run the tests are skipped: they would run this test.
    'test '*) ;;
    *) command dotnet "$@" ;;
  esac
}
