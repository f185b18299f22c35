#!/usr/bin/env bash
# Puts the report onto the pull request: one comment for a folder of migrations, which later runs update.
# A token that may not write there, as a fork's, is no failure.
set -euo pipefail
export MARKER="<!-- usage-rls: $MIGRATIONS -->"
comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"

find_comment() {
  gh api --paginate "$comments" --jq '.[] | select(.user.type == "Bot" and (.body | startswith(env.MARKER))) | .id' | head -n 1
}

send() {
  # GitHub takes 65,536 characters.
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
