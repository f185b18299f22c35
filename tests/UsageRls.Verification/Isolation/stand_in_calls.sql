-- Returns the application's calls of platform functions that act outside the database or that a stand-in replaces. The columns are the
-- kind ('table', 'view', 'function') and name of the calling object, the calling policy or trigger, the called function, and whether the
-- result of a stand-in may decide access.
with recursive outside as (
  select p.oid, n.nspname as schema, p.proname as name, x.is_home, e.extname is not null as decides,
    regexp_replace(n.nspname, '(\W)', '\\\1', 'g') as schema_pattern, regexp_replace(p.proname, '(\W)', '\\\1', 'g') as name_pattern
  from pg_catalog.pg_proc p
  join pg_catalog.pg_namespace n on n.oid = p.pronamespace
  left join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objid = p.oid and d.deptype = 'e'
  -- These two stand-ins return other results than the real extensions: no HTTP server replies, and no GraphQL query is resolved.
  left join pg_catalog.pg_extension e on e.oid = d.refobjid and e.extversion = 'stand-in' and e.extname in ('http', 'pg_graphql')
  cross join lateral (select n.nspname in ('public', 'extensions') as is_home) as x
  where n.nspname in ('net', 'cron') or p.oid = pg_catalog.to_regprocedure('supabase_functions.http_request()')
    or (e.oid is not null and p.proname !~ '^(http_header|urlencode|text_to_bytea|bytea_to_text)$')
), own as (
  select p.oid, n.nspname as schema, p.proname as name, regexp_replace(p.proname, '(\W)', '\\\1', 'g') as pattern,
    format('%I.%I(%s)', n.nspname, p.proname, replace(pg_catalog.oidvectortypes(p.proargtypes), ', ', ',')) as signature,
    regexp_replace(coalesce(pg_catalog.pg_get_function_sqlbody(p.oid), p.prosrc), '--[^\n]*', '', 'g') as source
  from pg_catalog.pg_proc p
  join pg_catalog.pg_namespace n on n.oid = p.pronamespace
  where p.prokind in ('f', 'p') and not n.nspname = any ($1) and n.nspname !~ '^pg_'
    and not exists (
      select from pg_catalog.pg_depend d
      where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objid = p.oid and d.deptype = 'e')
), calls as (
  select o.oid as caller, x.oid as callee
  from own o
  join outside x on o.source ~* format(case when x.is_home then '(^|[^\w.]|\m%s"?\.)"?%s"?\s*\(' else '\m%s"?\."?%s"?\s*\(' end,
    x.schema_pattern, x.name_pattern)
  union
  select o.oid, c.callee
  from calls c
  join own f on f.oid = c.caller
  join own o on o.oid <> f.oid and strpos(o.source, f.name) > 0 and o.source ~ format('(^|[^\w])"?%s"?\s*\(', f.pattern)
), named as (
  select x.oid as via, x.oid as callee from outside x
  union all
  select caller, callee from calls
)
select used.kind, used.name, used.by, format('%s.%s', x.schema, x.name), bool_or(x.decides and used.kind_of <> 'trigger')
from (
  select 'table' as kind, format('%s.%s', n.nspname, c.relname) as name, format('policy "%s"', p.polname) as by, d.refobjid as via,
    'policy' as kind_of
  from pg_catalog.pg_policy p
  join pg_catalog.pg_class c on c.oid = p.polrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass and d.objid = p.oid
    and d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
  union all
  select 'table', format('%s.%s', n.nspname, c.relname), format('trigger "%s"', t.tgname), t.tgfoid, 'trigger'
  from pg_catalog.pg_trigger t
  join pg_catalog.pg_class c on c.oid = t.tgrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where not t.tgisinternal
  union all
  select 'view', format('%s.%s', n.nspname, c.relname), '', d.refobjid, 'view'
  from pg_catalog.pg_rewrite w
  join pg_catalog.pg_class c on c.oid = w.ev_class and c.relkind in ('v', 'm')
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace and not n.nspname = any ($1) and n.nspname !~ '^pg_'
  join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and d.objid = w.oid
    and d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
  union all
  select 'function', o.signature, '', o.oid, 'function' from own o
) as used
join named on named.via = used.via
join outside x on x.oid = named.callee
group by used.kind, used.name, used.by, x.schema, x.name
order by 1, 2, 3, 4
