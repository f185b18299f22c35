-- Returns settings of the database and of roles that affect policies or the API. Other settings are not read: they may contain secrets.
-- A setting of a role in this database overrides the setting of the role in all databases.
select distinct on (role, name) 'setting', coalesce(quote_ident(role), 'the database'), concat_ws(' of ', name, role), value,
  format('do $$ begin execute format(''alter %s set %s to %s'', current_database()); end $$',
    case when role is null then 'database %I' else format('role %I in database %%I', role) end, name, replace(assigned, '%', '%%')),
  format('do $$ begin execute format(''alter %s reset %s'', current_database()); end $$',
    case when role is null then 'database %I' else format('role %I in database %%I', role) end, name), null, ''
from pg_catalog.pg_db_role_setting s
left join pg_catalog.pg_roles r on r.oid = s.setrole
cross join lateral unnest(s.setconfig) as settings (setting)
cross join lateral (select r.rolname::text, split_part(setting, '=', 1), substring(setting from '=(.*)$')) as parts (role, name, value)
cross join lateral (select case when name = 'search_path' then replace(value, '''', '''''') else replace(quote_literal(value), '''', '''''')
  end as assigned) as written
where s.setdatabase in (0, (select d.oid from pg_catalog.pg_database d where d.datname = current_database()))
  and (name = 'row_security' or name like 'pgrst.db\_%' or (name in ('search_path', 'role') and role in ('anon', 'authenticated',
    'service_role', 'authenticator')))
order by role, name, s.setdatabase desc
