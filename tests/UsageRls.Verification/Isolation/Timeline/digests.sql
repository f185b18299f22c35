-- Returns for each table a digest of the catalog entries that can affect access to the table's rows: the table, the functions and tables
-- that its policies, triggers and defaults name, recursively the objects that these name, and all roles, role memberships and schema
-- privileges. Each occurrence of a name in a text counts as a reference.
-- $1: the platform's schemas, of which only tables with policies are included.
with recursive own (oid, name, is_platforms) as materialized (
  select n.oid, n.nspname::text, n.nspname = any ($1::text[]) from pg_catalog.pg_namespace n where n.nspname !~ '^pg_'
    and n.nspname <> 'information_schema'
), things (kind, oid, name, text, facts) as materialized (
  select 'function', f.oid, f.proname::text, coalesce(pg_catalog.pg_get_function_sqlbody(f.oid), f.prosrc),
    concat_ws('|', f.oid::regprocedure, coalesce(pg_catalog.pg_get_function_sqlbody(f.oid), f.prosrc), f.prosecdef, f.proacl, f.proconfig,
      f.proowner::regrole)
  from pg_catalog.pg_proc f join own n on n.oid = f.pronamespace and not n.is_platforms
  where f.oid >= 16384
  union all
  select 'table', c.oid, c.relname::text,
    concat_ws(' ',
      (select string_agg(concat_ws(' ', pg_catalog.pg_get_expr(p.polqual, c.oid), pg_catalog.pg_get_expr(p.polwithcheck, c.oid)), ' ')
        from pg_catalog.pg_policy p where p.polrelid = c.oid),
      (select string_agg(pg_catalog.pg_get_triggerdef(t.oid), ' ') from pg_catalog.pg_trigger t where t.tgrelid = c.oid
        and not t.tgisinternal),
      (select string_agg(pg_catalog.pg_get_expr(d.adbin, c.oid), ' ') from pg_catalog.pg_attrdef d where d.adrelid = c.oid)),
    concat_ws('|', c.relacl, c.relrowsecurity, c.relforcerowsecurity, c.relowner::regrole,
      (select string_agg(concat_ws('|', p.polname, p.polpermissive, p.polroles::regrole[], p.polcmd, pg_catalog.pg_get_expr(p.polqual,
        c.oid), pg_catalog.pg_get_expr(p.polwithcheck, c.oid)), e'\n' order by p.polname)
        from pg_catalog.pg_policy p where p.polrelid = c.oid),
      (select string_agg(concat_ws('|', a.attname, a.attacl), e'\n' order by a.attnum) from pg_catalog.pg_attribute a
        where a.attrelid = c.oid and a.attacl is not null),
      (select string_agg(concat_ws('|', pg_catalog.pg_get_triggerdef(t.oid), t.tgenabled), e'\n' order by t.tgname)
        from pg_catalog.pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal))
  from pg_catalog.pg_class c join own n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and c.oid >= 16384
    and (not n.is_platforms or exists (select from pg_catalog.pg_policy p where p.polrelid = c.oid))
), speaks (oid, of) as materialized (
  select s.oid, t.oid from things s join things t on position(t.name in s.text) > 0
), reach (of, oid) as (
  select t.oid, t.oid from things t where t.kind = 'table'
  union
  select r.of, s.of from reach r join speaks s on s.oid = r.oid
), everywhere (facts) as materialized (
  select concat_ws(e'\n',
    (select string_agg(concat_ws('|', s.nspname, s.nspacl), e'\n' order by s.nspname) from pg_catalog.pg_namespace s
      join own o on o.oid = s.oid),
    (select string_agg(concat_ws('|', r.rolname, r.rolsuper, r.rolbypassrls, r.rolinherit), e'\n' order by r.rolname)
      from pg_catalog.pg_roles r where r.rolname !~ '^pg_'),
    (select string_agg(concat_ws('|', m.roleid::regrole, m.member::regrole), e'\n' order by m.roleid::regrole::text,
      m.member::regrole::text) from pg_catalog.pg_auth_members m))
)
select o.name, c.relname::text, md5(concat_ws(e'\n', e.facts, string_agg(t.facts, e'\n' order by t.kind, t.facts)))
from reach r
join things t on t.oid = r.oid
join pg_catalog.pg_class c on c.oid = r.of
join own o on o.oid = c.relnamespace
cross join everywhere e
group by o.name, c.relname, e.facts
