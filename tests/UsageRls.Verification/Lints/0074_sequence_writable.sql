-- A sequence that a role of the API may set.
-- Why: Set back, every insert fails; its last value tells how many rows all tenants have written. Older projects grant it on every new
--   sequence. By SQL only: the HTTP API has no such command.
-- Repair: Revoke all, and grant USAGE.
-- Accept: Projects with the older grants.
-- Splinter: none
select '0074_sequence_writable' as id, 'low' as severity, format('%I.%I', s.name, c.relname) as object,
  format('%s may set the sequence back, so that every insert fails. By SQL only: the HTTP API has no such command.',
    string_agg(a.name, ' and ' order by a.name)) as detail,
  format('revoke all on sequence %I.%I from public, anon, authenticated; grant usage on sequence %I.%I to authenticated;', s.name,
    c.relname, s.name, c.relname) as remedy
from pg_catalog.pg_class c
join app_schemas s on s.oid = c.relnamespace
join api_roles a on a.name <> 'service_role' and pg_catalog.has_schema_privilege(a.oid, s.oid, 'usage')
where c.relkind = 'S' and pg_catalog.has_sequence_privilege(a.oid, c.oid, 'update')
group by s.name, c.relname
