-- Returns one line for each policy of usage_events, one line for the row level security flags, and one line for the grants to each
-- role except the owner.
select format(
  'policy %s %s for %s to %s%s%s',
  quote_ident(p.policyname), lower(p.permissive), lower(p.cmd), array_to_string(p.roles, ', '),
  ' using ' || regexp_replace(p.qual, '\s+', ' ', 'g'),
  ' with check ' || regexp_replace(p.with_check, '\s+', ' ', 'g'))
from pg_catalog.pg_policies p
where p.schemaname = 'public' and p.tablename = 'usage_events'
union all
select format('row level security %s%s',
  case when c.relrowsecurity then 'enabled' else 'NOT ENABLED' end,
  case when c.relforcerowsecurity then ', forced' else '' end)
from pg_catalog.pg_class c
where c.oid = 'public.usage_events'::regclass
union all
select format('grant %s to %s', string_agg(lower(g.privilege), ', ' order by g.privilege), g.grantee)
from (
  select a.privilege_type as privilege, coalesce(r.rolname, 'public') as grantee
  from pg_catalog.pg_class c
  cross join aclexplode(c.relacl) as a
  left join pg_catalog.pg_roles r on r.oid = a.grantee
  where c.oid = 'public.usage_events'::regclass and a.grantee <> c.relowner
  union all
  select format('%s (%s)', a.privilege_type, string_agg(t.attname, ', ' order by t.attnum)), coalesce(r.rolname, 'public')
  from pg_catalog.pg_attribute t
  cross join aclexplode(t.attacl) as a
  left join pg_catalog.pg_roles r on r.oid = a.grantee
  where t.attrelid = 'public.usage_events'::regclass
  group by a.privilege_type, r.rolname
) as g
group by g.grantee
