-- A function without its own search_path setting.
-- Why: PostgreSQL resolves the names in the function with the caller's search_path. A caller who can create objects can make a security
--   definer function use these objects. An empty search_path is not enough: PostgreSQL searches the temporary schema first for tables and
--   types, unless search_path names pg_temp in a later place.
-- Repair: On the function, set a search_path that ends with pg_temp.
-- Accept: Security invoker functions that no policy calls.
-- Splinter: 0011_function_search_path_mutable
select '0014_search_path_not_pinned' as id, case when f.is_definer then 'medium' else 'note' end as severity, f.label as object,
  case when f.is_definer
    then 'The security definer function resolves names with the caller''s search_path: a caller who can create objects can run code with '
      'the owner''s privileges.'
    else 'The caller''s search_path decides which tables and functions the names in this function refer to.' end as detail,
  format('alter function %s set search_path = pg_catalog, %I, pg_temp;', f.label, f.schema) as remedy
from app_functions f
where f.path is null
