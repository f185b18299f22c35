-- Returns a digest of all catalog entries on which access to usage_events can depend: with an unchanged digest, access is unchanged.
-- The digest includes relations with a foreign key or inheritance to or from usage_events, all views and foreign tables, and the
-- relations that a function, policy, view or rule names. A migration that creates an unrelated table does not change the digest.
with deciding (text) as (
  select coalesce(pg_get_function_sqlbody(f.oid), f.prosrc)
  from pg_catalog.pg_proc f
  where f.oid >= 16384 and f.pronamespace::regnamespace::text not like 'pg\_%'
  union all
  select concat_ws(' ', p.qual, p.with_check) from pg_catalog.pg_policies p
  union all
  select pg_get_viewdef(c.oid) from pg_catalog.pg_class c where c.relkind in ('v', 'm') and c.oid >= 16384
  union all
  select pg_get_ruledef(r.oid) from pg_catalog.pg_rewrite r where r.rulename <> '_RETURN' and r.oid >= 16384
), spoken_of (text) as materialized (
  select string_agg(d.text, e'\n') from deciding d
), relations as materialized (
  select c.*
  from pg_catalog.pg_class c
  cross join spoken_of s
  where c.relkind in ('r', 'p', 'v', 'm', 'f') and c.oid >= 16384 and c.relnamespace::regnamespace::text not like 'pg\_%'
    and (c.oid = to_regclass('public.usage_events')
      or c.relkind in ('v', 'm', 'f')
      or position(replace(c.relname, '"', '""') in s.text) > 0
      or exists (select from pg_catalog.pg_constraint n where to_regclass('public.usage_events') in (n.conrelid, n.confrelid)
        and c.oid in (n.conrelid, n.confrelid))
      or exists (select from pg_catalog.pg_inherits i where to_regclass('public.usage_events') in (i.inhrelid, i.inhparent)
        and c.oid in (i.inhrelid, i.inhparent)))
)
select md5(string_agg(fact, e'\n' order by fact))
from (
  select concat_ws('|', 'policy', p.polrelid::regclass, p.polname, p.polpermissive, p.polroles::regrole[], p.polcmd,
    pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
  from pg_catalog.pg_policy p
  join relations c on c.oid = p.polrelid
  union all
  select concat_ws('|', 'relation', c.oid::regclass, c.relkind, c.relacl, c.relrowsecurity, c.relforcerowsecurity, c.relowner::regrole,
    c.reloptions,
    case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end)
  from relations c
  union all
  select concat_ws('|', 'column', a.attrelid::regclass, a.attname, a.atttypid::regtype, a.attnotnull, a.attacl,
    pg_get_expr(d.adbin, d.adrelid))
  from pg_catalog.pg_attribute a
  join relations c on c.oid = a.attrelid and c.relkind in ('r', 'p')
  left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attnum > 0 and not a.attisdropped
  union all
  select concat_ws('|', 'constraint', n.conrelid::regclass, n.conname, pg_get_constraintdef(n.oid)) from pg_catalog.pg_constraint n
    join relations c on c.oid = n.conrelid
  union all
  select concat_ws('|', 'trigger', pg_get_triggerdef(t.oid), t.tgenabled) from pg_catalog.pg_trigger t join relations c on c.oid = t.tgrelid
    where not t.tgisinternal
  union all
  select concat_ws('|', 'rule', pg_get_ruledef(r.oid)) from pg_catalog.pg_rewrite r join relations c on c.oid = r.ev_class
    where r.rulename <> '_RETURN'
  union all
  select concat_ws('|', 'function', f.oid::regprocedure, coalesce(pg_get_function_sqlbody(f.oid), f.prosrc), f.prosecdef, f.proacl,
    f.proconfig, f.proowner::regrole, f.provolatile)
  from pg_catalog.pg_proc f
  where f.oid >= 16384 and f.pronamespace::regnamespace::text not like 'pg\_%'
  union all
  select concat_ws('|', 'role', r.rolname, r.rolsuper, r.rolbypassrls, r.rolinherit) from pg_catalog.pg_roles r where r.rolname !~ '^pg_'
  union all
  select concat_ws('|', 'member', m.roleid::regrole, m.member::regrole) from pg_catalog.pg_auth_members m
  union all
  select concat_ws('|', 'schema', s.nspname, s.nspacl) from pg_catalog.pg_namespace s where s.nspname !~ '^pg_'
) as facts (fact)
