-- A relation in a Supabase schema, such as auth, vault or cron, on which anon or authenticated has a privilege.
-- Why: The Supabase schemas contain secrets, commands of jobs, queued messages, responses of other servers, and users' e-mail addresses.
-- Repair: Revoke the privileges, and write a function that returns only the needed data.
-- Accept: Never. The lint does not report queues of pgmq with row level security.
-- Splinter: 0019_insecure_queue_exposed_in_api
select '0072_platform_schema_opened' as id, 'high' as severity, format('%I.%I', n.nspname, c.relname) as object,
  format('%s may %s this relation in a Supabase schema. Supabase itself does not grant these privileges.',
    string_agg(distinct a.name, ' and '),
    string_agg(distinct p.name, ', ')) as detail,
  format('revoke all on table %I.%I from public, anon, authenticated; revoke usage on schema %I from public, anon, authenticated;',
    n.nspname, c.relname, n.nspname) as remedy
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace and n.nspname in ('auth', 'vault', 'cron', 'net', 'pgmq', 'supabase_functions',
  'supabase_migrations', 'pgsodium')
join api_roles a on a.name <> 'service_role' and pg_catalog.has_schema_privilege(a.oid, n.oid, 'usage')
cross join (values ('select'), ('insert'), ('update'), ('delete')) as p (name)
where c.relkind in ('r', 'p', 'v', 'm', 'f') and exists (
    select from pg_catalog.aclexplode(c.relacl) g
    where lower(g.privilege_type) = p.name and (g.grantee = a.oid
      -- Leave out grants to PUBLIC on objects of extensions: pg_cron and pg_net make these grants, in schemas outside the API.
      or g.grantee = 0 and not exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and d.objid = c.oid and d.deptype = 'e')))
  and not (n.nspname = 'pgmq' and c.relrowsecurity)
group by n.nspname, c.relname
