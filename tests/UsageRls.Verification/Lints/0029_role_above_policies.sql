-- A role of the API that policies do not hold, by itself or through a role it may become.
-- Why: BYPASSRLS, superuser or ownership of tables ends row level security for every request.
-- Repair: Take the attribute or the membership away.
-- Accept: Never.
-- Splinter: none
select '0029_role_above_policies' as id, case when above.oid = r.oid then 'critical' else 'high' end as severity,
  format('role %I', r.rolname) as object,
  format('Requests run as %I, which %s: no policy holds it.', r.rolname,
    case when bool_or(above.oid = r.oid) then 'is above row level security'
      else format('may become %s', string_agg(quote_ident(above.rolname), ' and ' order by above.rolname)) end) as detail,
  string_agg(case when above.oid = r.oid then format('alter role %I nosuperuser nobypassrls nocreaterole;', r.rolname)
    else format('revoke %I from %I;', above.rolname, r.rolname) end, ' ') as remedy
from pg_catalog.pg_roles r
join pg_catalog.pg_roles above on pg_catalog.pg_has_role(r.oid, above.oid, 'member')
where r.rolname in ('anon', 'authenticated')
  and (above.rolsuper or above.rolbypassrls or above.rolcreaterole or exists (select from app_relations t where t.owner = above.oid
    and above.oid <> r.oid))
group by r.rolname, above.oid = r.oid
