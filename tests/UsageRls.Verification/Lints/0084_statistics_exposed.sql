-- A function or view through which anon or authenticated can read planner statistics.
-- Why: Planner statistics contain sampled values of every tenant's rows.
-- Repair: Revoke the privileges on the function or view.
-- Accept: Statistics without values, such as row counts.
-- Splinter: none
select '0084_statistics_exposed' as id, 'high' as severity, f.label as object,
  'anon or authenticated may call this security definer function, which reads planner statistics with sampled values of every tenant''s '
    'rows.' as detail,
  format('revoke execute on function %s from public, anon, authenticated;', f.label) as remedy
from app_functions f
where f.is_definer and not f.is_trigger and (f.anon_may or f.users_may)
  and f.source ~* '\mpg_(stats|stats_ext|statistic|statistic_ext_data)\M'
union all
select '0084_statistics_exposed', 'high', v.label,
  'The view shows planner statistics, which contain sampled values of every tenant''s rows, to anon or authenticated.',
  format('revoke all on table %s from public, anon, authenticated;', v.label)
from app_relations v
join app_reads a on a.reader = v.oid and a.source in ('pg_catalog.pg_statistic'::pg_catalog.regclass,
  'pg_catalog.pg_stats'::pg_catalog.regclass)
where not v.options && array['security_invoker=true', 'security_invoker=on', 'security_invoker=1', 'security_invoker=yes']
  and exists (select from app_rights g where g.relation = v.oid and g.role <> 'service_role' and g.privilege = 'select')
group by v.label
