-- A tenant column that signed-in users may update.
-- Why: A member of two tenants passes the checks for both, and so can move rows and their charges from one tenant to the other.
-- Repair: Grant UPDATE on the other columns only.
-- Accept: Applications in which users may move rows between tenants.
-- Splinter: none
select '0064_tenant_changeable' as id,
  -- If every policy allows only the row's own user to read and update it, and the table holds no amounts, nothing of anybody else moves.
  case when exists (
    select from pg_catalog.pg_attribute n join pg_catalog.pg_type t on t.oid = n.atttypid and t.typcategory = 'N'
    where n.attrelid = r.oid and n.attnum > 0 and not n.attisdropped and n.attnum <> c.attnum
      and not exists (select from pg_catalog.pg_constraint k where k.conrelid = r.oid and k.contype in ('p', 'f')
        and n.attnum = any (k.conkey))) or exists (
    select from app_policies p
    where p.relation = r.oid and p.is_permissive and p.is_for_users and p.command in ('select', 'update', 'all') and not exists (
      select from person_columns u
      cross join pg_temp.conjuncts(coalesce(p.using_text, p.check_text)) as part (text)
      where u.relation = r.oid and pg_temp.mentions(part.text, u.column_name) and part.text ~ 'auth\.uid\(\)' and part.text !~ '\mFROM\M'))
    then 'medium' else 'low' end as severity, format('%s.%I', r.label, c.column_name) as object,
  'Signed-in users may update the tenant column: a member of two tenants can move rows and their charges from one tenant '
    'to the other.' as detail,
  format('revoke update on table %s from public, anon, authenticated; grant update (%s) on table %s to authenticated;', r.label,
    (select string_agg(quote_ident(o.attname), ', ' order by o.attnum) from pg_catalog.pg_attribute o where o.attrelid = r.oid
      and o.attnum > 0 and not o.attisdropped and o.attgenerated = '' and o.attnum <> c.attnum),
    r.label) as remedy
from tenant_columns c
join app_relations r on r.oid = c.relation and r.has_rls
where exists (select from app_rights g where g.relation = r.oid and g.role = 'authenticated' and g.privilege = 'update'
  and (g.column_name is null or g.column_name = c.column_name))
  and exists (select from app_policies p where p.relation = r.oid and p.is_permissive and p.is_for_users and p.command in ('update', 'all')
    and coalesce(p.check_text, p.using_text) <> 'false')
