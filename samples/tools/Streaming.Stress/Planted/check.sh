#!/usr/bin/env bash
# Shows that the scenarios find faults: breaks the server with each patch of this folder in a copy of the tree, builds only the server, and
# runs the scenario that the patch names. The scenario must find a violation. Prints a table in Markdown.
#   bash samples/tools/Streaming.Stress/Planted/check.sh              all patches
#   bash samples/tools/Streaming.Stress/Planted/check.sh NAME…        some of them
#   bash samples/tools/Streaming.Stress/Planted/check.sh --apply      only checks that each patch still fits the source
# KILLS (default 10) is the number of kills or faults of each run, SEED (default 1) its seed, REPEATS (default 3) the number of attempts;
# TOOL is another build of the tool.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../../.." && pwd)
tool=$root/samples/tools/Streaming.Stress

value() { sed -n "s/^$2: //p" "$1" | head -1; }

if [ "${1:-}" = --apply ]; then
  failed=0
  for patch in "$here"/*.patch; do
    git -C "$root" apply --check "$patch" || { echo "$(basename "$patch") no longer fits the source"; failed=1; }
    [ -n "$(value "$patch" Breaks)" ] && [ -n "$(value "$patch" Scenario)" ] || { echo "$(basename "$patch") lacks a line"; failed=1; }
  done
  exit $failed
fi

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
(cd "$root" && tar -c --exclude=node_modules --exclude=artifacts --exclude=data --exclude=.git Streaming.Server wwwroot global.json \
  Directory.Build.props Directory.Build.targets Directory.Packages.props .editorconfig README.md LICENSE build) | tar -x -C "$copy"
dll=${TOOL:-$tool/bin/Release/net10.0/Streaming.Stress.dll}
[ -f "$dll" ] || dotnet build "$tool" -c Release -v q || exit 2

patches=("$here"/*.patch)
[ $# -eq 0 ] || patches=("${@/#/$here/}") && [ $# -eq 0 ] || patches=("${patches[@]/%/.patch}")
missed=0
printf '| planted fault | scenario | result | time |\n|---|---|---|--:|\n'
for patch in "${patches[@]}"; do
  scenario=$(value "$patch" Scenario)
  result='**not found**'
  (cd "$copy" && patch -s -p1 < "$patch") || exit 2
  if ! dotnet build "$copy/Streaming.Server" -c Release -v q -p:RunAnalyzers=false > "$copy/build.log" 2>&1; then
    grep error "$copy/build.log" | sort -u | head -5
    result='did not build'
  else
    started=$SECONDS
    for repeat in $(seq "${REPEATS:-3}"); do
      timeout 900 dotnet "$dll" --scenario "$scenario" --kills "${KILLS:-10}" \
        --seed $((${SEED:-1} + repeat - 1)) --server "$copy/Streaming.Server/bin/Release/net10.0/Streaming.Server.dll" > "$copy/run.log" 2>&1
      if [ $? -eq 1 ]; then
        checks=$(grep -A1 '^    expected: ' "$copy/run.log" | head -2 | sed 's/^ *//' | cut -c1-90 | paste -s -d ';' | tr '|' '/')
        result="found: $checks"
        break
      fi
    done
  fi
  case $result in found*) ;; *) missed=1 ;; esac
  printf '| %s | `%s` | %s | %d s |\n' "$(value "$patch" Breaks)" "$scenario" "$result" $((SECONDS - started))
  (cd "$copy" && patch -s -R -p1 < "$patch") || exit 2
done
exit $missed
