-- A policy that reads the caller's identity and matches a pattern that is not a literal.
-- Why: If the pattern is a domain that each tenant sets, a tenant that sets % matches every user's address. If the pattern is a claim that
--   users can set, such as user_metadata, the caller chooses which rows match.
-- Repair: Compare with =.
-- Accept: Patterns that no user can set.
-- Splinter: none
select '0040_pattern_from_caller' as id, 'medium' as severity, p.label as object,
  'The policy matches a pattern that is not a literal: a user who can write the pattern decides which rows match, and a '
    'value that contains % or _ also matches other values.' as detail,
  format('alter policy %I on %s using (<the current condition, with = instead of the pattern>);', p.name, p.table_label) as remedy
from app_policies p
where concat(p.using_text, ' ', p.check_text) ~ '(auth\.\w+\(\)|current_setting\()'
  and concat(p.using_text, ' ', p.check_text) ~ ' !?~~?\*? (?!'')'
