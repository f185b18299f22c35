-- A view that reads auth.users and that anon or authenticated may read.
-- Why: The table auth.users contains the e-mail address and other personal data of every user.
-- Repair: Revoke the privileges on the view. Copy the columns that others may read to a separate table with policies.
-- Accept: A view that shows callers only their own account.
-- Splinter: 0002_auth_users_exposed
select '0018_users_exposed' as id,
  case when pg_catalog.pg_get_viewdef(v.oid) ~ 'id = \(? ?(SELECT )?auth\.uid\(' then 'note'
    when v.options && array['security_invoker=true', 'security_invoker=on', 'security_invoker=1', 'security_invoker=yes'] then 'medium'
    else 'critical' end as severity, v.label as object,
  'The view reads auth.users, which contains personal data of every user, and anon or authenticated may read the view.' as detail,
  format('revoke all on table %s from public, anon, authenticated;', v.label) as remedy
from app_relations v
join app_reads a on a.reader = v.oid and a.source = pg_catalog.to_regclass('auth.users')
where exists (select from app_rights g where g.relation = v.oid and g.role <> 'service_role' and g.privilege = 'select')
