#!/bin/sh
# Are the man pages right, and where are they in readable form?
#
# Renders every man/NAME.SECTION.scd to dist/man/NAME.SECTION and lets mandoc read it. mandoc's warnings about empty
# paragraphs come from scdoc and are left alone; an error ends with exit code 1.
set -eu
cd "$(dirname "$0")/.."
mkdir -p dist/man
errors=0
for source in man/*.scd; do
  page=dist/man/$(basename "$source" .scd)
  scdoc <"$source" >"$page"
  if mandoc -T lint -W error "$page"; then
    echo "man -l $page"
  else
    errors=1
  fi
done
exit "$errors"
