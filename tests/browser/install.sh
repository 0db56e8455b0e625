#!/usr/bin/env bash
# Finds a Chromium and Chinese fonts for the browser tests; installs Debian's when allowed, else says what to install.
set -euo pipefail
needed=()
command -v chromium >/dev/null || command -v google-chrome >/dev/null || needed+=(chromium)
fc-list :lang=zh 2>/dev/null | grep -q . || needed+=(fonts-noto-cjk)
[ ${#needed[@]} -eq 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${needed[@]}" fontconfig fonts-noto-color-emoji >/dev/null
else
  echo "The browser tests need: ${needed[*]}. Install with: sudo apt-get install ${needed[*]}" >&2
  exit 1
fi
