-- A column with the current time as default that signed-in users may write.
-- Why: A client can backdate a record, for example to avoid a charge.
-- Repair: Remove the column from the INSERT and UPDATE grants.
-- Accept: Times of events on the client, which the server cannot measure.
-- Splinter: none
select '0068_time_from_client' as id, 'note' as severity, format('%s.%I', r.label, a.attname) as object,
  'The default of the column is the current time, but signed-in users may write the column: a client can backdate a record, for example to '
    'avoid a charge.' as detail,
  format('revoke insert, update on table %s from public, anon, authenticated; grant insert (%s) on table %s to authenticated;', r.label,
    (select string_agg(quote_ident(o.attname), ', ' order by o.attnum) from pg_catalog.pg_attribute o where o.attrelid = r.oid
      and o.attnum > 0 and not o.attisdropped and o.attgenerated = '' and o.attnum <> a.attnum), r.label) as remedy
from app_relations r
join pg_catalog.pg_attrdef d on d.adrelid = r.oid
  and pg_catalog.pg_get_expr(d.adbin, d.adrelid) ~* '^(now\(\)|CURRENT_TIMESTAMP|CURRENT_DATE|clock_timestamp\(\)|timezone\()'
join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attnum = d.adnum
where r.has_rls and not r.is_partition
  and exists (select from app_rights g join app_policies p on p.relation = r.oid and p.is_permissive and p.is_for_users
    and p.command in (g.privilege, 'all')
    where g.relation = r.oid and g.role = 'authenticated' and g.privilege in ('insert', 'update')
      and (g.column_name is null or g.column_name = a.attname))
