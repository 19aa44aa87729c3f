#!/usr/bin/env bash
# Installs what the tests need (tests/programs.txt) and this machine lacks, from Debian; then the Node.js programs of tests/peers.
# Run it as root. Without apt-get it installs the Node.js programs only.
set -euo pipefail
cd "$(dirname "$0")"

packages=()
dpkg -s libicu72 >/dev/null 2>&1 || packages+=(libicu72) # .NET needs it to run
while read -r program package; do
  command -v "$program" >/dev/null || [ -e "$program" ] || [ -x "/usr/sbin/$program" ] || packages+=("$package")
done < <(grep -v '^#' programs.txt)
if [ ${#packages[@]} -gt 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 # 1: no package starts its service
  apt-get update -qq && apt-get install -y -qq --no-install-recommends "${packages[@]}"
fi

cd peers
[ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund
