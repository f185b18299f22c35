-- Returns the policies of a relation ($1), each with the columns that the policy reads and whether it applies to a role ($2).
select p.polname::text, p.polpermissive, p.polcmd::text,
  coalesce(pg_catalog.pg_get_expr(p.polqual, p.polrelid), ''), coalesce(pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid), ''),
  p.polroles = '{0}' or exists (select from unnest(p.polroles) as r (oid) where pg_catalog.pg_has_role($2, r.oid, 'member')),
  case when p.polroles = '{0}' then 'public' else (select string_agg(quote_ident(r.rolname), ', ' order by r.rolname)
    from pg_catalog.pg_roles r where r.oid = any (p.polroles)) end,
  array(
    select distinct a.attname::text
    from pg_catalog.pg_depend d
    join pg_catalog.pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
    where d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass and d.objid = p.oid
      and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = p.polrelid and d.refobjsubid > 0
    order by 1)
from pg_catalog.pg_policy p
where p.polrelid = $1::pg_catalog.regclass
order by p.polname
