#!/usr/bin/env bash
# Installs the program of a release, after a look at its checksum, and puts it in the PATH of the steps that follow.
# Reads RELEASES (a URL, below which each version has a folder) and VERSION (0.1.0 or v0.1.0).
set -euo pipefail
fail() { echo "::error title=testline::$1"; exit 1; }

version=${VERSION:?}
version=${version#v}
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+([-+.][0-9A-Za-z.-]+)?$ ]] ||
  fail "\`$VERSION\` is no version; use the action by a tag such as @v0.1.0, or give the input version"
case "$(uname -s) $(uname -m)" in
  "Linux x86_64") target=x86_64-unknown-linux-musl ;;
  "Linux aarch64" | "Linux arm64") target=aarch64-unknown-linux-musl ;;
  "Darwin x86_64") target=x86_64-apple-darwin ;;
  "Darwin arm64") target=aarch64-apple-darwin ;;
  MINGW*" x86_64" | MSYS*" x86_64") target=x86_64-pc-windows-msvc ;;
  *) fail "there is no testline for $(uname -s) $(uname -m)" ;;
esac
archive=testline-$version-$target.tar.gz
folder=${RUNNER_TEMP:?}/testline-$version
mkdir -p "$folder"
cd "$folder"
for file in "$archive" SHA256SUMS; do
  curl --fail --silent --show-error --location --retry 3 --output "$file" "$RELEASES/v$version/$file" ||
    fail "there is no $RELEASES/v$version/$file"
done
expected=$(awk -v file="$archive" '$2 == file || $2 == "*" file { print $1 }' SHA256SUMS)
[ -n "$expected" ] || fail "SHA256SUMS of v$version does not name $archive"
if command -v sha256sum >/dev/null; then found=$(sha256sum "$archive"); else found=$(shasum -a 256 "$archive"); fi
[ "${found%% *}" = "$expected" ] || fail "$archive has the checksum ${found%% *}, and SHA256SUMS says $expected"
tar -xzf "$archive"
bin=$folder/testline-$version-$target
"$bin/testline" --version
echo "$bin" >>"${GITHUB_PATH:?}"
