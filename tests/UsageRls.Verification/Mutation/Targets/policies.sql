select p.polrelid as table_oid, p.polname as name, p.polpermissive as permissive,
  case p.polcmd when '*' then 'all' when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' else 'delete' end as command,
  (select array_agg(case r when 0 then 'public' else pg_catalog.pg_get_userbyid(r) end::text) from unnest(p.polroles) as roles (r))
    as roles,
  pg_catalog.pg_get_expr(p.polqual, p.polrelid) as using,
  pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) as check
from pg_catalog.pg_policy p
where p.polrelid = any ($1)
order by p.polrelid, p.polname
