#!/bin/sh
# Installs what the tests need from Debian where it is missing: a browser, and gettext for the French file.
set -eu
missing=""
command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || missing="$missing chromium"
command -v xgettext >/dev/null 2>&1 || missing="$missing gettext"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ]; then as=""; else as="sudo"; fi
echo "Installing$missing for the tests"
# shellcheck disable=SC2086
$as apt-get update -qq && $as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
