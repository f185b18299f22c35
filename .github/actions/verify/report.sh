#!/usr/bin/env bash
# Writes the run's summary and the change of access to $RUNNER_TEMP/usage-rls-report.md and to the job's summary page, and the
# findings to $RUNNER_TEMP/usage-rls-findings.sarif.
set -euo pipefail
evidence="$RUNNER_TEMP/usage-rls-evidence"
report="$RUNNER_TEMP/usage-rls-report.md"
folder=$MIGRATIONS
[ ! -d "$folder/migrations" ] || folder="$folder/migrations"
accepted=${ACCEPTED:-$(dirname "$folder")/usage-rls}

# For a pull request GitHub checks out the merge commit; its first parent is the target branch.
change_of_access() {
  if ! git rev-parse --quiet --verify 'HEAD^2' > /dev/null; then
    echo 'Not compared: the comparison needs a checkout of the merge commit with its parents (`fetch-depth: 2`).'
    return
  fi
  local change fence
  change=$(git diff --unified=0 'HEAD^1' HEAD -- "$accepted" | sed -nE '/^---/d; /^(\+\+\+|[+-])/p')
  if [ -z "$change" ]; then
    echo "The accepted files in \`$accepted\` have not changed."
    return
  fi
  # The fence has more backticks than any run of backticks in the text, so that the text cannot end the code block.
  fence=$(grep -o '`\+' <<< "$change" | sort -r | head -n 1 || true)
  printf '%s```diff\n%s\n%s```\n' "$fence" "$change" "$fence"
}

{
  cat "$evidence/summary.md" 2> /dev/null || echo '## ❌ The run left no evidence: its log says why.'
  printf '\n### What access this change opens and closes\n\n'
  change_of_access
} > "$report"
cat "$report" >> "$GITHUB_STEP_SUMMARY"

# GitHub requires a location for each result: findings without one get the first line of the last migration.
[ -f "$evidence/findings.sarif" ] || exit 0
last=$(find "$folder" -maxdepth 1 -name '*.sql' | sort | tail -n 1)
jq --arg file "$last" '(.runs[].results[] | select(.locations == null)).locations =
  [{physicalLocation: {artifactLocation: {uri: $file, uriBaseId: "%SRCROOT%"}, region: {startLine: 1}}}]' \
  "$evidence/findings.sarif" > "$RUNNER_TEMP/usage-rls-findings.sarif"
