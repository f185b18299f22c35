-- A function that is marked leakproof.
-- Why: PostgreSQL runs it on rows before the policies have hidden them, because the mark promises that it tells nothing: a message, an
--   error or a slow answer breaks the promise. Marking functions so to make policies faster gives isolation for speed.
-- Repair: Take the mark away.
-- Accept: Functions that neither raise, nor log, nor depend on their argument in time.
-- Splinter: none
select '0031_leakproof_function' as id, 'medium' as severity, f.label as object,
  'PostgreSQL runs a leakproof function on rows before the policies have hidden them, because it is promised to tell nothing: a message, '
    'an error or a slow answer breaks the promise.' as detail,
  format('alter function %s not leakproof;', f.label) as remedy
from app_functions f
where f.is_leakproof
