-- A partitioned table whose next partition the API will have.
-- Why: A new partition has no row level security of its own, and default privileges grant it: it is open until somebody thinks of it.
-- Repair: Keep partitions in a schema that the API does not have, or revoke the default privileges.
-- Accept: Where the job that makes partitions enables row level security on them.
-- Splinter: none
select '0077_next_partition_open' as id, 'note' as severity, r.label as object,
  'The next partition of this table will be without row level security, and default privileges will grant it to the API.' as detail,
  format('alter default privileges for role %I in schema %I revoke all on tables from anon, authenticated;',
    pg_catalog.pg_get_userbyid(r.owner), r.schema) as remedy
from app_relations r
where r.kind = 'p' and r.has_rls and exists (
  select from pg_catalog.pg_default_acl d cross join pg_catalog.aclexplode(d.defaclacl) a
  where d.defaclobjtype = 'r' and d.defaclrole = r.owner and (d.defaclnamespace = 0 or d.defaclnamespace = (select s.oid from app_schemas s
    where s.name = r.schema))
    and a.grantee in (0, 'anon'::pg_catalog.regrole, 'authenticated'::pg_catalog.regrole) and a.privilege_type in ('SELECT', 'INSERT',
      'UPDATE', 'DELETE'))
