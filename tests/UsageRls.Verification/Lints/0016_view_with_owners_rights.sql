-- A view without security_invoker that can give API clients access which the policies or grants of its tables do not give.
-- Why: PostgreSQL checks privileges and policies of the underlying tables for the view's owner, not for the caller.
-- Repair: Set security_invoker on the view. If the view itself filters rows by membership, also set security_barrier: otherwise, a cheap
--   function in the caller's filter receives hidden rows.
-- Accept: A view that contains only rows that every caller may read.
-- Splinter: 0010_security_definer_view
with recursive owner_views as (
  select r.oid from app_relations r
  where r.kind = 'v' and not r.options && array['security_invoker=true', 'security_invoker=on', 'security_invoker=1',
    'security_invoker=yes']
), direct as (
  select distinct w.ev_class as reader, d.refobjid as source
  from pg_catalog.pg_rewrite w
  join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and d.objid = w.oid
    and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid <> w.ev_class
  where w.rulename = '_RETURN' and w.ev_class in (select v.oid from owner_views v)
), owner_reads as (
  -- Stop at a security_invoker view: PostgreSQL checks the view's tables for the caller, even if another view reads this view.
  select reader, source from direct
  union
  select o.reader, d.source from owner_reads o join direct d on d.reader = o.source
), asking_functions as (
  -- The functions that read the caller's identity, directly or through other functions.
  select f.oid, f.name from app_functions f where f.source ~ 'auth\.(uid|jwt)\(|current_setting\('
  union
  select f.oid, f.name from asking_functions asking join app_functions f on pg_temp.mentions(f.source, asking.name)
)
select '0016_view_with_owners_rights' as id,
  -- A view that reads the caller's identity may filter its rows by caller; this lint cannot verify the filter. A materialized view cannot
  -- have policies, so such a view with security_barrier is the usual way to share its rows.
  case when asks.who and v.options && array['security_barrier=true', 'security_barrier=on'] and bool_or(s.kind = 'm') then 'low'
    when asks.who or is_publication then 'medium' when bool_or(s.hides) then 'high' else 'medium' end as severity, v.label as object,
  format('The view uses %s with the privileges of the view''s owner, so the caller''s privileges and policies do not apply there.%s',
    string_agg(distinct s.label, ', '),
    case when asks.who then ' The view reads the caller''s identity: check that its condition hides the rows of other callers.'
      else '' end) as detail,
  format('alter view %s set (security_invoker = true);', v.label) as remedy
from app_relations v
join lateral (
  select t.label, t.kind,
    -- hides: the table has row level security, has a tenant or user column, or is a tenant table; and none of its policies shows all
    -- rows to a user without a tenant.
    (h.by_tenant or h.by_person or h.is_tenants or t.has_rls) and not exists (
      select from app_policies p join policy_tries y on y.policy = p.oid
      where p.relation = t.oid and p.command in ('select', 'all') and y.clause = 'using' and y.caller = 'stranger' and y.tried > 0
        and y.yes = y.tried) as hides
  from owner_reads a
  join app_relations t on t.oid = a.source and t.kind in ('r', 'p', 'f', 'm')
  join held_tables h on h.relation = t.oid
  where a.reader = v.oid
    and (t.has_rls or exists (
      select from app_rights g where g.relation = v.oid and g.role <> 'service_role' and g.privilege = 'select'
        and not exists (select from app_rights o where o.relation = t.oid and o.role = g.role and o.privilege = 'select')))
) as s on true
cross join lateral (
  select pg_catalog.pg_get_viewdef(v.oid) ~ 'auth\.(uid|jwt)\(|current_setting\('
    or exists (select from asking_functions f where pg_temp.mentions(pg_catalog.pg_get_viewdef(v.oid), f.name)) as who
) as asks
-- A view publishes rows on purpose if a boolean column decides which rows it shows, and if the view has security_barrier or the column's
-- name says that the rows are public. So does a view whose condition is also that of a table's policy for everybody: state = 'on_sale'.
cross join lateral (
  select pg_catalog.pg_get_viewdef(v.oid) !~* '\m(or|union)\M' and (exists (
    select from regexp_matches(pg_catalog.pg_get_viewdef(v.oid),
      '\m(?:where|and)\s+\(*(?!true\M|false\M|not\M|exists\M)(?:"?\w+"?\.)?"?(\w+)"?\)*\s*'
        || '(?=(?:and|group|order|join|left|where)\M|;|$)', 'gi') as flag
    where v.options && array['security_barrier=true', 'security_barrier=on']
      or flag[1] ~* 'public|publish|visib|shar|listed|discover|featured|open')
    or exists (
      select from owner_reads a join app_policies p on p.relation = a.source
      where a.reader = v.oid and p.is_permissive and p.is_for_anon and p.command in ('select', 'all')
        and p.using_text ~ '^\(\w+ = ''[^'']*''::[\w. ]+\)$'
        and strpos(pg_catalog.pg_get_viewdef(v.oid), btrim(p.using_text, '()')) > 0)) as is_publication
) as shown
where v.oid in (select w.oid from owner_views w)
  and exists (select from app_rights g where g.relation = v.oid and g.role <> 'service_role' and g.privilege in ('select', 'insert',
    'update', 'delete'))
group by v.label, v.options, asks.who, shown.is_publication
