-- Returns, for a relation ($1): its kind, whether row level security is enabled, its owner, whether it has security_invoker, and the
-- reason why policies do not apply to a role ($2); the reason is empty if policies apply.
select c.relkind::text, c.relrowsecurity, pg_catalog.pg_get_userbyid(c.relowner)::text,
  coalesce((select o.option_value::boolean from pg_catalog.pg_options_to_table(c.reloptions) o where o.option_name = 'security_invoker'),
    false),
  case
    when r.rolsuper then 'is a superuser'
    when r.rolbypassrls then 'has BYPASSRLS'
    when not c.relforcerowsecurity and pg_catalog.pg_has_role(r.oid, c.relowner, 'usage')
      then 'owns the table, which does not force row level security'
    else ''
  end
from pg_catalog.pg_class c, pg_catalog.pg_roles r
where c.oid = $1::pg_catalog.regclass and r.rolname = $2
