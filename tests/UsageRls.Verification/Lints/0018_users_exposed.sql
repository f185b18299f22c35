-- The platform's table of users, through a view.
select '0018_users_exposed' as id, 'high' as severity, v.label as object,
  'The view shows auth.users, which holds every user''s address and more, to the API.' as detail,
  format('revoke all on table %s from anon, authenticated;', v.label) as remedy
from app_relations v
join app_reads a on a.reader = v.oid and a.source = pg_catalog.to_regclass('auth.users')
where exists (select from app_rights g where g.relation = v.oid and g.role <> 'service_role' and g.privilege = 'select')
