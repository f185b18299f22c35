-- A function or view through which the API reads the planner's statistics.
-- Why: They hold sampled values of everybody's rows.
-- Repair: Revoke it.
-- Accept: Counts without values.
-- Splinter: none
select '0084_statistics_exposed' as id, 'high' as severity, f.label as object,
  'The API calls this function, and it reads the planner''s statistics, which hold sampled values of everybody''s rows.' as detail,
  format('revoke execute on function %s from public, anon, authenticated;', f.label) as remedy
from app_functions f
where f.is_definer and not f.is_trigger and (f.anon_may or f.users_may)
  and f.source ~* '\mpg_(stats|stats_ext|statistic|statistic_ext_data)\M'
union all
select '0084_statistics_exposed', 'high', v.label,
  'The view shows the planner''s statistics, which hold sampled values of everybody''s rows, to the API.',
  format('revoke all on table %s from public, anon, authenticated;', v.label)
from app_relations v
join app_reads a on a.reader = v.oid and a.source in ('pg_catalog.pg_statistic'::pg_catalog.regclass,
  'pg_catalog.pg_stats'::pg_catalog.regclass)
where not v.options && array['security_invoker=true', 'security_invoker=on', 'security_invoker=1', 'security_invoker=yes']
  and exists (select from app_rights g where g.relation = v.oid and g.role <> 'service_role' and g.privilege = 'select')
group by v.label
