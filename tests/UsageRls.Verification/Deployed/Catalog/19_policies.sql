-- Every policy counts as the application's: applications also write the policies on tables of the platform.
select 'policy', table_name, format('%I on %s', p.polname, table_name), definition, format('create policy %I on %s %s', p.polname,
  table_name, definition),
  format('drop policy %I on %s', p.polname, table_name), null, ''
from pg_catalog.pg_policy p
cross join lateral (select p.polrelid::pg_catalog.regclass::text as table_name, concat(
  case when p.polpermissive then 'as permissive' else 'as restrictive' end,
  ' for ', case p.polcmd when '*' then 'all' when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' else 'delete' end,
  ' to ', (select string_agg(role, ', ' order by role) from unnest(p.polroles) as roles (r) cross join lateral (select case r when 0
    then 'public' else quote_ident(pg_catalog.pg_get_userbyid(r)) end as role) as n),
  ' using (' || pg_catalog.pg_get_expr(p.polqual, p.polrelid) || ')', ' with check (' || pg_catalog.pg_get_expr(p.polwithcheck,
    p.polrelid) || ')') as definition) as d
order by 2, 3
