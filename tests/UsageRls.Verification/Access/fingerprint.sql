-- A digest of everything in the catalog that can decide about access: where it has not changed, neither has access.
select md5(string_agg(fact, e'\n' order by fact))
from (
  select concat_ws('|', 'policy', p.schemaname, p.tablename, p.policyname, p.permissive, p.roles, p.cmd, p.qual, p.with_check)
  from pg_catalog.pg_policies p
  union all
  select concat_ws('|', 'relation', c.oid::regclass, c.relkind, c.relacl, c.relrowsecurity, c.relforcerowsecurity, c.relowner::regrole, c.reloptions,
    case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end)
  from pg_catalog.pg_class c
  where c.relkind in ('r', 'p', 'v', 'm', 'f') and c.relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
    and c.relnamespace::regnamespace::text not like 'pg\_%'
  union all
  select concat_ws('|', 'column', a.attrelid::regclass, a.attname, a.atttypid::regtype, a.attnotnull, a.attacl, pg_get_expr(d.adbin, d.adrelid))
  from pg_catalog.pg_attribute a
  join pg_catalog.pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p')
  left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attnum > 0 and not a.attisdropped and c.relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema')
  union all
  select concat_ws('|', 'constraint', n.conrelid::regclass, n.conname, pg_get_constraintdef(n.oid)) from pg_catalog.pg_constraint n where n.conrelid <> 0
  union all
  select concat_ws('|', 'trigger', pg_get_triggerdef(t.oid), t.tgenabled) from pg_catalog.pg_trigger t where not t.tgisinternal
  union all
  select concat_ws('|', 'rule', pg_get_ruledef(r.oid)) from pg_catalog.pg_rewrite r where r.rulename <> '_RETURN' and r.oid >= 16384
  union all
  select concat_ws('|', 'function', f.oid::regprocedure, f.prosrc, f.prosecdef, f.proacl, f.proconfig, f.proowner::regrole, f.provolatile)
  from pg_catalog.pg_proc f
  where f.oid >= 16384 and f.pronamespace::regnamespace::text not like 'pg\_%'
  union all
  select concat_ws('|', 'role', r.rolname, r.rolsuper, r.rolbypassrls, r.rolinherit) from pg_catalog.pg_roles r where r.rolname !~ '^pg_'
  union all
  select concat_ws('|', 'member', m.roleid::regrole, m.member::regrole) from pg_catalog.pg_auth_members m
  union all
  select concat_ws('|', 'schema', s.nspname, s.nspacl) from pg_catalog.pg_namespace s where s.nspname !~ '^pg_'
) as facts (fact)
