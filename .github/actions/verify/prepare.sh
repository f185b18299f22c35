#!/usr/bin/env bash
# Outputs for the steps that follow: the SDK that builds the suite, and a key for what the suite downloads.
set -euo pipefail
cd "$(dirname "$0")/../../.."
{
  echo "sdk=$(jq -r .sdk.version global.json)"
  echo "key=$(cat Directory.Packages.props fixtures/UsageRls.Fixtures/Postgres/Embedded/*/package-lock.json | sha256sum | cut -c 1-32)"
} >> "$GITHUB_OUTPUT"
