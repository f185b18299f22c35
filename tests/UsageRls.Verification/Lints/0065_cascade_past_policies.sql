-- Rows that a role may not delete or change, deleted or emptied with their parent; a tenant deleted with an account.
-- Why: Cascades are done past the policies: whoever deletes the parent erases the trail below it. Where a tenant's table names a user by a
--   key that cascades, the account of somebody who left long ago takes the tenant along, and all that is below it.
-- Repair: Restrict, and close parents instead of deleting them; for the user who made a tenant, on delete set null.
-- Accept: Rows that are nothing without their parent.
-- Splinter: none
select '0065_cascade_past_policies' as id, 'medium' as severity, format('%s %I', c.label, k.conname) as object,
  format('Signed-in users may delete rows of %s, and by that %s rows of %s, which they may not %s themselves: cascades are done past the '
    'policies.',
    p.label, case k.confdeltype when 'c' then 'delete' else 'empty a column of' end, c.label, w.command) as detail,
  format('alter table %s drop constraint %I, add foreign key (%s) references %s (%s) on delete restrict;', c.label, k.conname,
    (select string_agg(quote_ident(a.attname), ', ' order by n.place) from unnest(k.conkey) with ordinality as n (number, place)
      join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = n.number),
    p.label,
    (select string_agg(quote_ident(a.attname), ', ' order by n.place) from unnest(k.confkey) with ordinality as n (number, place)
      join pg_catalog.pg_attribute a on a.attrelid = k.confrelid and a.attnum = n.number)) as remedy
from pg_catalog.pg_constraint k
join app_relations c on c.oid = k.conrelid and c.has_rls
join app_relations p on p.oid = k.confrelid and p.oid <> c.oid
cross join lateral (select case k.confdeltype when 'c' then 'delete' else 'update' end as command) as w
where k.contype = 'f' and k.conparentid = 0 and k.confdeltype in ('c', 'n', 'd')
  and exists (select from app_rights g where g.relation = p.oid and g.role = 'authenticated' and g.privilege = 'delete')
  and (not p.has_rls or exists (select from app_policies o where o.relation = p.oid and o.is_permissive and o.is_for_users
    and o.command in ('delete', 'all') and o.using_text <> 'false'))
  and not (exists (select from app_rights g where g.relation = c.oid and g.role = 'authenticated' and g.privilege = w.command)
    and exists (select from app_policies o where o.relation = c.oid and o.is_permissive and o.is_for_users and o.command in (w.command,
      'all')))
union all
select '0065_cascade_past_policies', 'medium', format('%s %I', c.label, k.conname),
  format('Deleting the account that %I names deletes the row of %s, and what is below it, whoever belongs to it by then.', a.attname,
    c.label),
  format('alter table %1$s drop constraint %2$I, add constraint %2$I foreign key (%3$I) references auth.users (id) on delete set '
    'null;%4$s', c.label, k.conname, a.attname,
    case when a.attnotnull then format(' alter table %s alter column %I drop not null;', c.label, a.attname) else '' end)
from pg_catalog.pg_constraint k
join app_relations c on c.oid = k.conrelid
join held_tables h on h.relation = c.oid and h.is_tenants
join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
where k.contype = 'f' and k.conparentid = 0 and k.confdeltype = 'c' and k.confrelid = pg_catalog.to_regclass('auth.users')
