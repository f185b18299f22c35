#!/usr/bin/env bash
# Writes the report to the pull request: one comment for each folder of migrations, which later runs update.
# If the token may not write comments (the token of a fork, for example), the script still succeeds.
set -euo pipefail
export MARKER="<!-- usage-rls: $MIGRATIONS -->"
comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"

find_comment() {
  gh api --paginate "$comments" --jq '.[] | select(.user.type == "Bot" and (.body | startswith(env.MARKER))) | .id' | head -n 1
}

send() {
  # GitHub accepts at most 65,536 characters in a comment.
  jq -n --rawfile report "$RUNNER_TEMP/usage-rls-report.md" '{body: "\(env.MARKER)\n\($report[:65000])"}' | gh api "$@" --input - --silent
}

comment() {
  local id
  id=$(find_comment) || return
  if [ -n "$id" ]; then
    send --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id"
  else
    send --method POST "$comments"
  fi
}

if ! said=$(comment 2>&1); then
  echo "::notice::The change of access is on the summary page only: a comment needs the permission pull-requests: write. ${said//$'\n'/ }"
fi
