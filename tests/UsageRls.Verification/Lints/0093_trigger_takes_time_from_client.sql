-- A BEFORE trigger that sets a column, which has the current time as default and which clients may not write, from a value of the client.
-- Why: A client can backdate a record: for example, its use then falls into a month that is already billed.
-- Repair: Let the server set the time, and keep the client's time in another column; or limit how far back the time may be.
-- Accept: Times of events on the client, which the server cannot measure and which decide nothing.
-- Splinter: none
select '0093_trigger_takes_time_from_client' as id,
  -- With an amount in the table, the time decides about money.
  case when exists (select from pg_catalog.pg_attribute m join pg_catalog.pg_type mt on mt.oid = m.atttypid and mt.typcategory = 'N'
    where m.attrelid = r.oid and m.attnum > 0 and not m.attisdropped
      and m.attname ~* '(total|amount|price|cost|cents|balance|credit|charge|fee|tokens|usage|units|quantity|minutes|hours)')
    then 'high' else 'note' end as severity,
  format('%s.%I', r.label, a.attname) as object,
  format('Clients may not write this column, but the trigger %I sets it from %I, which they write.', t.tgname, sent.attname) as detail,
  format('-- Let %s set %I to now(), or to no time before now() - interval ''1 day''.', f.label, a.attname) as remedy
from pg_catalog.pg_trigger t
join app_relations r on r.oid = t.tgrelid
join app_functions f on f.oid = t.tgfoid
join pg_catalog.pg_attrdef d on d.adrelid = r.oid
  and pg_catalog.pg_get_expr(d.adbin, d.adrelid) ~* '^(now\(\)|CURRENT_TIMESTAMP|CURRENT_DATE|clock_timestamp\(\)|timezone\()'
join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attnum = d.adnum
join pg_catalog.pg_attribute sent on sent.attrelid = r.oid and sent.attnum > 0 and sent.attnum <> a.attnum and not sent.attisdropped
cross join lateral (
  select (regexp_match(f.source, format('\mnew\."?%s"?\s*:?=([^;]*\mnew\."?%s\M[^;]*);', a.attname, sent.attname), 'i'))[1] as text
) as set
where not t.tgisinternal and t.tgtype & 3 = 3 and t.tgtype & 20 <> 0 -- FOR EACH ROW, BEFORE, INSERT (4) or UPDATE (16)
  and set.text is not null
  -- greatest() or a later time limits how far back the time may be.
  and set.text !~* '\mgreatest\s*\(|-\s*interval'
  and exists (select from app_rights g where g.relation = r.oid and g.role = 'authenticated' and g.privilege in ('insert', 'update')
    and g.column_name = sent.attname)
  and not exists (select from app_rights g where g.relation = r.oid and g.role = 'authenticated' and g.privilege = 'insert'
    and (g.column_name is null or g.column_name = a.attname))
