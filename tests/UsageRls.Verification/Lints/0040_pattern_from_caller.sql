-- A policy that matches something of the caller against a pattern.
-- Why: A tenant that sets its domain to % is joined to everybody; a claim that is used as the pattern is worse.
-- Repair: Compare with =.
-- Accept: Patterns that are constants.
-- Splinter: none
select '0040_pattern_from_caller' as id, 'medium' as severity, p.label as object,
  'The policy matches a claim of the caller against a pattern: whoever writes the pattern, or a value with % or _ in it, decides who '
    'matches.' as detail,
  format('alter policy %I on %s using (<the same, compared with =>);', p.name, p.table_label) as remedy
from app_policies p
where concat(p.using_text, ' ', p.check_text) ~ '(auth\.\w+\(\)|current_setting\()'
  and concat(p.using_text, ' ', p.check_text) ~ ' !?~~?\*? (?!'')'
