-- Returns a table's policies, grants, indexes and row level security flags as one JSON document, in the same order on every server.
select pg_catalog.jsonb_build_object(
  'baseline', '',
  'policies', coalesce((
    select pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
      'name', p.policyname, 'command', lower(p.cmd), 'kind', lower(p.permissive), 'roles', array_to_string(p.roles, ', '),
      'using', p.qual, 'check', p.with_check) order by p.cmd, p.policyname collate "C")
    from pg_catalog.pg_policies p
    where format('%I.%I', p.schemaname, p.tablename)::pg_catalog.regclass = :'table'::pg_catalog.regclass), '[]'),
  'grants', coalesce((
    select pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('role', g.role, 'rights', g.rights) order by g.role collate "C")
    from (
      select r.role, string_agg(r.privilege, ', ' order by r.privilege collate "C") as rights
      from (
        select coalesce(o.rolname, 'public') as role, lower(a.privilege_type) as privilege
        from pg_catalog.pg_class c
        cross join pg_catalog.aclexplode(c.relacl) a
        left join pg_catalog.pg_roles o on o.oid = a.grantee
        where c.oid = :'table'::pg_catalog.regclass and a.grantee <> c.relowner
        union all
        select coalesce(o.rolname, 'public'), lower(a.privilege_type) || ' (' || string_agg(t.attname, ', ' order by t.attnum) || ')'
        from pg_catalog.pg_attribute t
        cross join pg_catalog.aclexplode(t.attacl) a
        left join pg_catalog.pg_roles o on o.oid = a.grantee
        where t.attrelid = :'table'::pg_catalog.regclass
        group by o.rolname, a.privilege_type
      ) as r
      group by r.role
    ) as g), '[]'),
  'indexes', coalesce((
    select pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
      'name', c.relname, 'definition', substring(pg_catalog.pg_get_indexdef(i.indexrelid) from ' USING (.*)$') || case when i.indisunique
        then ', unique' else '' end)
      order by c.relname collate "C")
    from pg_catalog.pg_index i
    join pg_catalog.pg_class c on c.oid = i.indexrelid
    where i.indrelid = :'table'::pg_catalog.regclass), '[]'),
  'flags', (
    select pg_catalog.jsonb_build_array(
      'row level security is ' || case when c.relrowsecurity then 'on' else 'OFF' end,
      'row level security ' || case when c.relforcerowsecurity then 'holds for the owner too' else 'does not hold for the owner' end)
    from pg_catalog.pg_class c
    where c.oid = :'table'::pg_catalog.regclass)
)::text
