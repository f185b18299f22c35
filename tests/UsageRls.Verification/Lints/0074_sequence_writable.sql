-- A sequence on which anon or authenticated has the privilege UPDATE.
-- Why: A caller can set the sequence back with setval(), and inserts then fail. The sequence's last value reveals how many rows all tenants
--   have written. Older Supabase projects grant all privileges on every new sequence. The HTTP API has no command for sequences, so a
--   caller needs a SQL connection.
-- Repair: Revoke all privileges on the sequence, and grant USAGE.
-- Accept: Older Supabase projects, which grant all privileges on every new sequence.
-- Splinter: none
select '0074_sequence_writable' as id, 'low' as severity, format('%I.%I', s.name, c.relname) as object,
  format('%s may set the sequence back with setval(), and inserts then fail. The HTTP API has no command for sequences, so a caller needs '
    'a SQL connection.',
    string_agg(a.name, ' and ' order by a.name)) as detail,
  format('revoke all on sequence %I.%I from public, anon, authenticated; grant usage on sequence %I.%I to authenticated;', s.name,
    c.relname, s.name, c.relname) as remedy
from pg_catalog.pg_class c
join app_schemas s on s.oid = c.relnamespace
join api_roles a on a.name <> 'service_role' and pg_catalog.has_schema_privilege(a.oid, s.oid, 'usage')
where c.relkind = 'S' and pg_catalog.has_sequence_privilege(a.oid, c.oid, 'update')
group by s.name, c.relname
