-- A policy that reads the caller's identity and matches a pattern that is not a literal.
-- Why: A tenant that sets its domain to % matches the address of every user. If a claim of the token is the pattern, the caller chooses
--   which rows match.
-- Repair: Compare with =.
-- Accept: Patterns that are constants.
-- Splinter: none
select '0040_pattern_from_caller' as id, 'medium' as severity, p.label as object,
  'The policy matches a pattern that is not a literal: a user who can write the pattern, or a value that contains % or _, decides which '
    'rows match.' as detail,
  format('alter policy %I on %s using (<the current condition, with = instead of the pattern>);', p.name, p.table_label) as remedy
from app_policies p
where concat(p.using_text, ' ', p.check_text) ~ '(auth\.\w+\(\)|current_setting\()'
  and concat(p.using_text, ' ', p.check_text) ~ ' !?~~?\*? (?!'')'
