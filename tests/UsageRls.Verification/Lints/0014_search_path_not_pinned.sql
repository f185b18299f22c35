-- A function that finds names by its caller's search path.
select '0014_search_path_not_pinned' as id, case when f.is_definer then 'high' else 'note' end as severity, f.label as object,
  case when f.is_definer
    then 'The function runs with its owner''s rights and finds tables and functions wherever its caller says: a caller who can create anything can have its own code run as the owner.'
    else 'What the function''s names mean depends on who calls it.' end as detail,
  format('alter function %s set search_path = '''';', f.label) as remedy
from app_functions f
where not f.has_path
