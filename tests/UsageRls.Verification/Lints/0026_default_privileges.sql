-- Rights that the next table will have before anybody thinks of them.
select '0026_default_privileges' as id, 'note' as severity,
  format('default privileges of %I in %s on %s', pg_catalog.pg_get_userbyid(d.defaclrole), coalesce(s.name, 'every schema'),
    case d.defaclobjtype when 'r' then 'tables' when 'f' then 'functions' when 'S' then 'sequences' else d.defaclobjtype::text end) as object,
  format('What is created next belongs to %s from its first moment; a table without row level security is then open to the world.',
    string_agg(distinct case a.grantee when 0 then 'everybody' else pg_catalog.pg_get_userbyid(a.grantee)::text end, ' and ')) as detail,
  format('alter default privileges for role %I%s revoke all on %s from public, anon, authenticated;', pg_catalog.pg_get_userbyid(d.defaclrole),
    coalesce(format(' in schema %I', s.name), ''), case d.defaclobjtype when 'r' then 'tables' when 'f' then 'functions' else 'sequences' end) as remedy
from pg_catalog.pg_default_acl d
left join app_schemas s on s.oid = d.defaclnamespace
cross join pg_catalog.aclexplode(d.defaclacl) a
where a.grantee in (0, 'anon'::pg_catalog.regrole, 'authenticated'::pg_catalog.regrole) and d.defaclobjtype in ('r', 'f', 'S')
  and (d.defaclnamespace = 0 or s.oid is not null)
group by d.defaclrole, s.name, d.defaclobjtype
