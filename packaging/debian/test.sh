#!/usr/bin/env bash
# Installs the package in a new Debian system, and tests its installation, the server, an upgrade, a removal and a purge:
#   bash packaging/debian/test.sh streaming_0.1.0_amd64.deb
# It needs root, debootstrap and dpkg-deb. BASE names a folder in which the Debian system is kept for the next run.
set -euo pipefail
package=$(realpath "$1")
base=${BASE:-}
work=$(mktemp -d)
server=
system=$work/system

finish() {
  [ -z "$server" ] || kill "$server" 2> /dev/null || true
  [ -z "$server" ] || wait "$server" 2> /dev/null || true
  for folder in "$system/proc" "$system/dev" "$system" "$work/layer"; do ! mountpoint -q "$folder" || umount -l "$folder"; done
  rm -rf "$work"
}
trap finish EXIT
fail() {
  tail -n 15 "$work"/*.log >&2 2> /dev/null || true
  echo "The package fails: $1" >&2
  exit 1
}
words=(chroot "$system" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C DEBIAN_FRONTEND=noninteractive)
inside() { "${words[@]}" "$@"; }
step() { printf '\n== %s (after %d s)\n' "$1" "$SECONDS"; }

# The settings of the unit that do not need systemd: its program, its variables, its user and its folder.
start() {
  local command
  command=$(sed -n 's/^ExecStart=//p' "$system/lib/systemd/system/streaming.service")
  # shellcheck disable=SC2086 # the words of the command line
  "${words[@]}" setpriv --reuid streaming --regid streaming --clear-groups \
    env -C /var/lib/streaming ASPNETCORE_URLS=http://127.0.0.1:0 $command > "$work/server.log" 2>&1 &
  server=$!
  for _ in $(seq 600); do
    ! grep -q 'Application started' "$work/server.log" || break
    kill -0 "$server" 2> /dev/null || fail "the server has ended"
    sleep 0.1
  done
  address=$(sed -n 's/.*Now listening on: //p' "$work/server.log" | head -n 1)
  [ -n "$address" ] || fail "the server does not listen"
}
stop() {
  # chroot, setpriv and env have become the server.
  kill "$server"
  wait "$server" || fail "the server does not stop well"
  server=
}
ask() { curl -sS --fail-with-body --max-time 60 -H "Authorization: Bearer $token" "$@" || fail "curl $*"; }

# In KiB. The code that ReadyToRun compiles is about a sixth of it.
[ "$(dpkg-deb -f "$package" Installed-Size)" -lt 175000 ] || fail "it has become large"

step "Make a Debian system"
if [ -z "$base" ]; then base=$work/base; fi
[ -e "$base/etc/debian_version" ] || debootstrap --variant=minbase "${SUITE:-bookworm}" "$base" "${MIRROR:-http://deb.debian.org/debian}" > "$work/debootstrap.log"
mkdir -p "$work/layer" "$system"
mount -t tmpfs -o size=2g tmpfs "$work/layer"
mkdir "$work/layer/upper" "$work/layer/work"
mount -t overlay overlay -o "lowerdir=$base,upperdir=$work/layer/upper,workdir=$work/layer/work" "$system"
mount -t proc proc "$system/proc"
mount --bind /dev "$system/dev"
cp /etc/resolv.conf "$system/etc/resolv.conf"
for file in /etc/apt/apt.conf.d/*proxy*; do [ ! -e "$file" ] || cp "$file" "$system/etc/apt/apt.conf.d/"; done

step "Install"
cp "$package" "$system/tmp/streaming.deb"
inside apt-get update -qq > "$work/apt.log" 2>&1 || fail "apt-get update"
inside apt-get install -y -qq --no-install-recommends /tmp/streaming.deb >> "$work/apt.log" 2>&1 || fail "apt-get install"
[ "$(inside stat -c '%U %a' /var/lib/streaming)" = 'streaming 750' ] || fail "/var/lib/streaming has wrong permissions"
[ "$(inside stat -c '%U:%G %a' /etc/streaming/appsettings.Production.json)" = 'root:streaming 640' ] || fail "the key has wrong permissions"
[ "$(inside stat -c '%U:%G %a' /etc/streaming/appsettings.json)" = 'root:streaming 640' ] || fail "the settings have wrong permissions"
[ -L "$system/etc/systemd/system/multi-user.target.wants/streaming.service" ] || fail "the service is not enabled"
version=$(dpkg-deb -f "$package" Version)
inside streaming --version | grep -F "$version" > /dev/null || fail "the program has another version"

step "Run"
key=$(sed -n 's/.*"Secret": "\([^"]*\)".*/\1/p' "$system/etc/streaming/appsettings.Production.json")
token=$(inside streaming token create --subject test --admin '*')
start
ask -d 'kept over the upgrade' "$address/topics/news/messages" > /dev/null
! curl -sS --fail --max-time 60 -d 'without a token' "$address/topics/news/messages" > /dev/null 2>&1 || fail "a request without a token is accepted"
[ -s "$system/var/lib/streaming/streaming.db" ] || fail "there is no database"
curl -sS --fail "$address/" | grep -i '<!doctype html>' > /dev/null || fail "there is no page"
stop

step "Upgrade"
echo '// a change by the administrator' >> "$system/etc/streaming/appsettings.json"
rm -rf "$work/next"
dpkg-deb -R "$package" "$work/next"
sed -i "s/^Version: .*/Version: $version+next/" "$work/next/DEBIAN/control"
dpkg-deb --build --root-owner-group -Znone "$work/next" "$system/tmp/next.deb" > /dev/null
rm -rf "$work/next"
inside dpkg -i /tmp/next.deb > "$work/upgrade.log" 2>&1 || fail "dpkg -i of the next version"
tail -n 1 "$system/etc/streaming/appsettings.json" | grep -q 'administrator' || fail "the changed settings are lost"
[ "$key" = "$(sed -n 's/.*"Secret": "\([^"]*\)".*/\1/p' "$system/etc/streaming/appsettings.Production.json")" ] || fail "there is another key"
[ "$(inside stat -c '%U:%G %a' /etc/streaming/appsettings.json)" = 'root:streaming 640' ] || fail "the upgrade has changed permissions"
start
ask "$address/topics/news/messages" | grep 'kept over the upgrade' > /dev/null || fail "the message is lost"
stop

step "Remove"
inside dpkg -r streaming > "$work/remove.log" 2>&1 || fail "dpkg -r"
[ ! -e "$system/usr/lib/streaming" ] || fail "files of the program remain"
[ -s "$system/var/lib/streaming/streaming.db" ] || fail "a removal deletes data"
[ -e "$system/etc/streaming/appsettings.json" ] || fail "a removal deletes settings"
[ "$(find "$system/etc/systemd/system" -name 'streaming.service' -lname /dev/null | wc -l)" = 1 ] || fail "the removed unit is not masked"

step "Install again, and purge"
inside dpkg -i /tmp/next.deb > "$work/again.log" 2>&1 || fail "a second installation"
[ -L "$system/etc/systemd/system/multi-user.target.wants/streaming.service" ] || fail "the service is not enabled again"
inside dpkg -P streaming > "$work/purge.log" 2>&1 || fail "dpkg -P"
for left in /etc/streaming /etc/default/streaming /var/lib/streaming /usr/lib/streaming /etc/systemd/system/multi-user.target.wants/streaming.service \
  /etc/systemd/system/streaming.service; do
  ! [ -e "$system$left" ] || fail "$left remains after the purge"
  ! [ -L "$system$left" ] || fail "$left remains after the purge"
done
step "The package installs, runs, upgrades and is removed"
