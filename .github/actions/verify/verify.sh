#!/usr/bin/env bash
# Verifies $MIGRATIONS with the installed tool, in the workflow's workspace. Passes its arguments to the tool.
set -euo pipefail
options=(--evidence "$RUNNER_TEMP/usage-rls-evidence")
[ -z "${ACCEPTED:-}" ] || options+=(--accepted "$ACCEPTED")
[ -z "${GRANTS:-}" ] || options+=(--grants "$GRANTS")
exec "$RUNNER_TEMP/usage-rls/usage-rls" verify "$MIGRATIONS" "${options[@]}" "$@"
