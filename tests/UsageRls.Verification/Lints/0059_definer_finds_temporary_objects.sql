-- A function with its owner's privileges whose search path does not end with pg_temp.
-- Why: The temporary schema is searched first for tables and types unless it is named. A caller that can send SQL plants a table or a
--   type there, and the function believes it. With an empty path, too, where its text names a type or table without a schema.
-- Repair: Name pg_temp last; or revoke TEMPORARY on the database from the API's roles.
-- Accept: Functions with an empty path whose every name has its schema.
-- Splinter: none
select '0059_definer_finds_temporary_objects' as id, case when f.path in ('""', '') then 'note' else 'medium' end as severity, f.label
  as object,
  format('The function runs with its owner''s privileges and looks for tables and types in its caller''s temporary schema first: its '
    'search path is %s.', f.path) as detail,
  format('alter function %s set search_path = %s, pg_temp;', f.label, case when f.path in ('""', '') then 'pg_catalog' else f.path end)
    as remedy
from app_functions f
where f.is_definer and not f.is_trigger and (f.anon_may or f.users_may) and f.path !~ 'pg_temp"?\s*$'
  -- Type names that are SQL keywords always mean the type in pg_catalog; uuid, text and jsonb are looked up like any other name.
  and (f.path not in ('""', '')
    or f.source ~* '::\s*(?!(int|integer|bigint|smallint|real|float|double|decimal|numeric|boolean|bit|char|character|varchar|time|'
    'timestamp|interval|pg_catalog)\M)[a-z_]+(?![\w.(])')
  and pg_catalog.has_database_privilege('authenticated', current_database(), 'temporary')
