#!/usr/bin/env bash
# Packs the suite as a .NET tool and installs it into $RUNNER_TEMP/usage-rls. Passes its arguments to dotnet pack.
set -euo pipefail
cd "$(dirname "$0")/../../.."
feed="$RUNNER_TEMP/usage-rls-feed"
dotnet pack tests/UsageRls.Tool --nologo -v quiet -p:RunAnalyzers=false --output "$feed" "$@"
dotnet tool install UsageRls.Tool --tool-path "$RUNNER_TEMP/usage-rls" --source "$feed"
