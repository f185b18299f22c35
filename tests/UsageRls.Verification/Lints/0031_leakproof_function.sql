-- A function that is marked LEAKPROOF.
-- Why: PostgreSQL may call a LEAKPROOF function on rows before the policies filter them. A message, an error or a slow answer of the
--   function then reveals values of hidden rows. Marking functions LEAKPROOF to make policies faster weakens isolation.
-- Repair: Declare the function NOT LEAKPROOF.
-- Accept: Functions that raise no error, write no log message, and need the same time for every argument.
-- Splinter: none
select '0031_leakproof_function' as id, 'medium' as severity, f.label as object,
  'PostgreSQL may call a LEAKPROOF function on rows that policies hide: a message, an error or a slow answer of the function then reveals '
    'values of these rows.' as detail,
  format('alter function %s not leakproof;', f.label) as remedy
from app_functions f
where f.is_leakproof
