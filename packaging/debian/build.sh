#!/usr/bin/env bash
# Builds the Debian package of the server: bash packaging/debian/build.sh [FOLDER]
# It needs the .NET SDK and dpkg-deb. The package contains the .NET runtime, for amd64 or, with ARCHITECTURE=arm64, for arm64.
# VERSION sets another version, and COMPRESSION a level from 0 (fast) to 9.
# The result is FOLDER/streaming_VERSION_ARCHITECTURE.deb (default folder: artifacts/debian).
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
files=$root/packaging/debian/files
folder=${1:-$root/artifacts/debian}
architecture=${ARCHITECTURE:-amd64}
case $architecture in amd64) platform=linux-x64 ;; arm64) platform=linux-arm64 ;; *) echo "unknown architecture $architecture" >&2; exit 1 ;; esac
umask 022
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree=$work/tree
library=$tree/usr/lib/streaming
document=$tree/usr/share/doc/streaming

cd "$root"
version=${VERSION:-$(dotnet msbuild Streaming.Tool -getProperty:Version)}
# The project compiles the code for the platform (ReadyToRun), so that the server does not compile it at each start.
dotnet publish Streaming.Tool -c Release -r "$platform" --self-contained -p:Version="$version" -p:DebugType=none \
  -p:RunAnalyzers=false -o "$library" > "$work/publish.log" 2>&1 || { cat "$work/publish.log" >&2; exit 1; }
find "$library" -type f -exec chmod 0644 {} +
chmod 0755 "$library/streaming" "$library/createdump"

# The settings are in /etc; the server finds their folder by this link.
ln -s /etc/streaming/appsettings.json "$library/appsettings.json"
mkdir -p "$tree/usr/bin" "$document" "$tree/usr/share/man/man1" "$tree/usr/share/lintian/overrides"
ln -s ../lib/streaming/streaming "$tree/usr/bin/streaming"
install -D -m 0644 "$files/appsettings.json" "$tree/etc/streaming/appsettings.json"
install -D -m 0644 "$files/default" "$tree/etc/default/streaming"
install -D -m 0644 -t "$tree/lib/systemd/system" "$files/streaming.service" "$files/streaming-worker@.service"
install -m 0644 "$files/lintian-overrides" "$tree/usr/share/lintian/overrides/streaming"
sed "s/@VERSION@/$version/" "$files/streaming.1" | gzip -9n > "$tree/usr/share/man/man1/streaming.1.gz"

# The date of the last commit, so that the same commit makes the same package.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2> /dev/null || date +%s)}
date=$(date -u -R -d "@$SOURCE_DATE_EPOCH")
printf 'streaming (%s) unstable; urgency=medium\n\n  * See CHANGELOG.md of the project.\n\n -- the Streaming authors <streaming@localhost>  %s\n' \
  "$version" "$date" | gzip -9n > "$document/changelog.gz"
sed '/@LICENSE@/,$d' "$files/copyright" > "$document/copyright"
tail -n +5 LICENSE | sed 's/^$/./; s/^/ /' >> "$document/copyright"

# Name, version and licence of each library, from the packages of NuGet with which the server was built.
packages=$(dotnet nuget locals global-packages --list | sed 's/.*global-packages: //')
{
  sed -n 's/^    "\([^"]*\)\/\([^"]*\)": {$/\1 \2/p' "$library/streaming.deps.json" | sort -u | while read -r name number; do
    nuspec=$packages${name,,}/$number/${name,,}.nuspec
    [ ! -e "$nuspec" ] || echo "$name $number: $(sed -n 's/.*<license [^>]*>\([^<]*\)<.*/\1/p; s/.*<licenseUrl>\([^<]*\)<.*/\1/p' "$nuspec" | head -n 1)"
  done
  echo "Microsoft.NETCore.App and Microsoft.AspNetCore.App (the .NET runtime): MIT"
} > "$document/third-party.txt"

mkdir "$tree/DEBIAN"
size=$(du -sk --exclude=DEBIAN "$tree" | cut -f 1)
sed "s/@VERSION@/$version/; s/@ARCHITECTURE@/$architecture/; s/@SIZE@/$size/" "$files/control" > "$tree/DEBIAN/control"
printf '/etc/default/streaming\n/etc/streaming/appsettings.json\n' > "$tree/DEBIAN/conffiles"
install -m 0755 -t "$tree/DEBIAN" "$files/postinst" "$files/prerm" "$files/postrm"
(cd "$tree" && find . -path ./DEBIAN -prune -o -type f -printf '%P\0' | sort -z | xargs -0 md5sum > DEBIAN/md5sums)

mkdir -p "$folder"
dpkg-deb --build --root-owner-group -Zxz -z"${COMPRESSION:-6}" "$tree" "$folder/streaming_${version}_$architecture.deb"
