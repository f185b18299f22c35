-- A view that shows the platform's table of users to the API.
-- Why: It holds every user's address and more.
-- Repair: Revoke it, and keep what others may see in a table of its own with policies.
-- Accept: A view of one's own account.
-- Splinter: 0002_auth_users_exposed
select '0018_users_exposed' as id,
  case when pg_catalog.pg_get_viewdef(v.oid) ~ 'id = \(? ?(SELECT )?auth\.uid\(' then 'note'
    when v.options && array['security_invoker=true', 'security_invoker=on', 'security_invoker=1', 'security_invoker=yes'] then 'medium'
    else 'critical' end as severity, v.label as object,
  'The view shows auth.users, which holds every user''s address and more, to the API.' as detail,
  format('revoke all on table %s from public, anon, authenticated;', v.label) as remedy
from app_relations v
join app_reads a on a.reader = v.oid and a.source = pg_catalog.to_regclass('auth.users')
where exists (select from app_rights g where g.relation = v.oid and g.role <> 'service_role' and g.privilege = 'select')
