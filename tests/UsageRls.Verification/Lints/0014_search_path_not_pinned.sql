-- A function that finds names by its caller's search path.
-- Why: With its owner's privileges it believes tables and functions that the caller put in the way. An empty path does not pin it: the
--   temporary schema is searched first for tables and types unless it is named last.
-- Repair: Set a search path that ends with pg_temp.
-- Accept: Functions with the caller's privileges that no policy calls.
-- Splinter: 0011_function_search_path_mutable
select '0014_search_path_not_pinned' as id, case when f.is_definer then 'medium' else 'note' end as severity, f.label as object,
  case when f.is_definer
    then 'The function runs with its owner''s privileges and finds tables and functions wherever its caller says: a caller who can create '
      'objects has its own code run as the owner.'
    else 'What the function''s names mean depends on who calls it.' end as detail,
  format('alter function %s set search_path = pg_catalog, %I, pg_temp;', f.label, f.schema) as remedy
from app_functions f
where f.path is null
