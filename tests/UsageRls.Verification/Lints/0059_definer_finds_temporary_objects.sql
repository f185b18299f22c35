-- A security definer function whose search_path does not end with pg_temp.
-- Why: PostgreSQL searches the temporary schema first for tables and types unless search_path names pg_temp. A caller with a SQL connection
--   can create a table or type in the temporary schema, and the function then uses this object. An empty search_path is not enough if the
--   function names a table or type without its schema.
-- Repair: Add pg_temp at the end of search_path, or revoke TEMPORARY on the database from public, anon and authenticated.
-- Accept: Functions with an empty search_path that qualify every name with its schema.
-- Splinter: none
select '0059_definer_finds_temporary_objects' as id, case when f.path in ('""', '') then 'note' else 'medium' end as severity, f.label
  as object,
  format('The security definer function searches the caller''s temporary schema first for tables and types, because its search_path is %s.',
    f.path) as detail,
  format('alter function %s set search_path = %s, pg_temp;', f.label, case when f.path in ('""', '') then 'pg_catalog' else f.path end)
    as remedy
from app_functions f
where f.is_definer and not f.is_trigger and (f.anon_may or f.users_may) and f.path !~ 'pg_temp"?\s*$'
  -- A type name that is a SQL keyword always means the type in pg_catalog. PostgreSQL looks up uuid, text and jsonb by search_path.
  and (f.path not in ('""', '')
    or f.source ~* '::\s*(?!(int|integer|bigint|smallint|real|float|double|decimal|numeric|boolean|bit|char|character|varchar|time|'
    'timestamp|interval|pg_catalog)\M)[a-z_]+(?![\w.(])')
  and pg_catalog.has_database_privilege('authenticated', current_database(), 'temporary')
