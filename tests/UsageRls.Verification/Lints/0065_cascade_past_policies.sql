-- An ON DELETE action on rows that the caller may not write, or a foreign key that deletes a tenant when a user is deleted.
-- Why: Policies do not apply to ON DELETE actions: a caller who deletes a parent row also deletes or changes its child rows. If a tenant
--   table has a cascading foreign key to auth.users, deleting the referenced user also deletes the tenant and all rows that cascade from
--   the tenant.
-- Repair: Use ON DELETE RESTRICT, and mark parent rows as closed instead of deleting them. If the foreign key references the user who
--   created a tenant, use ON DELETE SET NULL.
-- Accept: Child rows that have no meaning without their parent row.
-- Splinter: none
select '0065_cascade_past_policies' as id, 'medium' as severity, format('%s %I', c.label, k.conname) as object,
  format('A signed-in user who deletes a row of %s can also %s rows of %s that the user may not %s directly: policies do not apply to ON '
    'DELETE actions.',
    p.label, case k.confdeltype when 'c' then 'delete' else 'reset a column in' end, c.label, w.command) as detail,
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
  format('Deleting the user in %I also deletes the tenant in %s and all dependent rows, even if the tenant has other members.', a.attname,
    c.label),
  format('alter table %1$s drop constraint %2$I, add constraint %2$I foreign key (%3$I) references auth.users (id) on delete set '
    'null;%4$s', c.label, k.conname, a.attname,
    case when a.attnotnull then format(' alter table %s alter column %I drop not null;', c.label, a.attname) else '' end)
from pg_catalog.pg_constraint k
join app_relations c on c.oid = k.conrelid
join held_tables h on h.relation = c.oid and h.is_tenants
join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
where k.contype = 'f' and k.conparentid = 0 and k.confdeltype = 'c' and k.confrelid = pg_catalog.to_regclass('auth.users')
