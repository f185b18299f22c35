#!/usr/bin/env bash
# Sets step outputs: the version of the .NET SDK that builds the suite, and the cache key of the suite's downloads.
set -euo pipefail
cd "$(dirname "$0")/../../.."
{
  echo "sdk=$(jq -r .sdk.version global.json)"
  echo "key=$(cat Directory.Packages.props fixtures/UsageRls.Fixtures/Postgres/Embedded/*/package-lock.json | sha256sum | cut -c 1-32)"
} >> "$GITHUB_OUTPUT"
