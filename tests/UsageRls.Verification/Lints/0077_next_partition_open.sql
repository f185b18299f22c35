-- A partitioned table with row level security, where default privileges grant new partitions to anon, authenticated or PUBLIC.
-- Why: Row level security is off on a new partition, and default privileges grant the partition to API roles. A query that names the
--   partition then reads the rows without policies.
-- Repair: Create partitions in a schema on which anon and authenticated have no USAGE, or revoke the default privileges.
-- Accept: Tables whose partitions are created by a job that enables row level security on each partition.
-- Splinter: none
select '0077_next_partition_open' as id, 'note' as severity, r.label as object,
  'The next partition of this table will have no row level security, and default privileges will grant the partition to anon, '
    'authenticated or PUBLIC.' as detail,
  format('alter default privileges for role %I in schema %I revoke all on tables from anon, authenticated;',
    pg_catalog.pg_get_userbyid(r.owner), r.schema) as remedy
from app_relations r
where r.kind = 'p' and r.has_rls and exists (
  select from pg_catalog.pg_default_acl d cross join pg_catalog.aclexplode(d.defaclacl) a
  where d.defaclobjtype = 'r' and d.defaclrole = r.owner and (d.defaclnamespace = 0 or d.defaclnamespace = (select s.oid from app_schemas s
    where s.name = r.schema))
    and a.grantee in (0, 'anon'::pg_catalog.regrole, 'authenticated'::pg_catalog.regrole) and a.privilege_type in ('SELECT', 'INSERT',
      'UPDATE', 'DELETE'))
