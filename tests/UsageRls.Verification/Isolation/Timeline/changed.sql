-- Returns three values: the transaction id to pass as $1 in the next call; whether transaction $1 or a later transaction wrote catalog
-- rows that can affect access; and a text with the number of such rows, which shows deletions, and with the roles and their attributes.
with relations (oid, writer) as materialized (
  select c.oid, c.xmin from pg_catalog.pg_class c where c.relkind in ('r', 'p', 'v', 'm', 'f') and c.oid >= 16384
), written (part, writer) as (
  select 1, r.writer from relations r
  union all
  select 2, a.xmin from relations r join pg_catalog.pg_attribute a on a.attrelid = r.oid
  union all
  select 3, d.xmin from pg_catalog.pg_attrdef d
  union all
  select 4, p.xmin from pg_catalog.pg_policy p
  union all
  select 5, t.xmin from pg_catalog.pg_trigger t where not t.tgisinternal
  union all
  select 6, f.xmin from pg_catalog.pg_proc f where f.oid >= 16384
  union all
  select 7, n.xmin from pg_catalog.pg_namespace n where n.nspname !~ '^pg_(toast_)?temp'
  union all
  select 8, m.xmin from pg_catalog.pg_auth_members m
  union all
  select 9, y.xmin from pg_catalog.pg_type y where y.oid >= 16384
  union all
  select 10, e.xmin from pg_catalog.pg_enum e
  union all
  select 11, o.xmin from pg_catalog.pg_operator o where o.oid >= 16384
), parts (part, is_written, rows) as (
  select w.part, bool_or(pg_catalog.age(w.writer) <= pg_catalog.age($1::text::xid8::xid)), count(*) from written w group by w.part
)
select pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text, bool_or(p.is_written),
  string_agg(p.part || ': ' || p.rows, ', ' order by p.part) || '; ' || (
    select string_agg(concat_ws(' ', r.rolname, r.rolsuper, r.rolbypassrls, r.rolinherit), ', ' order by r.rolname)
    from pg_catalog.pg_roles r)
from parts p
