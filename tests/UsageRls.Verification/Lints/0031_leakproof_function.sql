-- A function that is promised to tell nothing of what it is given.
select '0031_leakproof_function' as id, 'medium' as severity, f.label as object,
  'PostgreSQL runs a leakproof function on rows before the policies have hidden them, because it is promised to tell nothing: a message, an error or a slow answer breaks the promise.' as detail,
  format('alter function %s not leakproof;', f.label) as remedy
from app_functions f
where f.is_leakproof
