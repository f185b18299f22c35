#!/usr/bin/env bash
# Verifies $MIGRATIONS with the installed tool, from the workflow's workspace. Arguments are for the tool.
set -euo pipefail
options=(--evidence "$RUNNER_TEMP/usage-rls-evidence")
[ -z "${ACCEPTED:-}" ] || options+=(--accepted "$ACCEPTED")
[ -z "${GRANTS:-}" ] || options+=(--grants "$GRANTS")
exec "$RUNNER_TEMP/usage-rls/usage-rls" verify "$MIGRATIONS" "${options[@]}" "$@"
