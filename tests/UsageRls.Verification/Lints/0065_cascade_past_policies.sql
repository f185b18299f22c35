-- Rows that a role may not delete, deleted with their parent.
-- Why: Cascades are done past the policies: whoever deletes the parent erases the trail below it.
-- Repair: Restrict, and close parents instead of deleting them.
-- Accept: Rows that are nothing without their parent.
-- Splinter: none
select '0065_cascade_past_policies' as id, 'medium' as severity, format('%s %I', c.label, k.conname) as object,
  format('Signed-in users may delete rows of %s, and by that rows of %s, which they may not delete themselves: cascades are done past the '
    'policies.', p.label, c.label) as detail,
  format('alter table %s drop constraint %I, add foreign key (%s) references %s (%s) on delete restrict;', c.label, k.conname,
    (select string_agg(quote_ident(a.attname), ', ' order by n.place) from unnest(k.conkey) with ordinality as n (number, place)
      join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = n.number),
    p.label,
    (select string_agg(quote_ident(a.attname), ', ' order by n.place) from unnest(k.confkey) with ordinality as n (number, place)
      join pg_catalog.pg_attribute a on a.attrelid = k.confrelid and a.attnum = n.number)) as remedy
from pg_catalog.pg_constraint k
join app_relations c on c.oid = k.conrelid and c.has_rls
join app_relations p on p.oid = k.confrelid and p.oid <> c.oid
where k.contype = 'f' and k.conparentid = 0 and k.confdeltype = 'c'
  and exists (select from app_rights g where g.relation = p.oid and g.role = 'authenticated' and g.privilege = 'delete')
  and (not p.has_rls or exists (select from app_policies o where o.relation = p.oid and o.is_permissive and o.is_for_users
    and o.command in ('delete', 'all') and o.using_text <> 'false'))
  and not (exists (select from app_rights g where g.relation = c.oid and g.role = 'authenticated' and g.privilege = 'delete')
    and exists (select from app_policies o where o.relation = c.oid and o.is_permissive and o.is_for_users
      and o.command in ('delete', 'all')))
