-- A policy that reads a setting of the connection.
-- Why: A role that can change the setting can pass the policy. API clients can change the setting only through a function. If the setting
--   is not set, the policy raises an error, or a condition with "or … is null" opens the rows.
-- Repair: Read memberships from a table.
-- Accept: Settings that only the application's own servers set, on connections that the API does not use.
-- Splinter: none
select '0042_policy_reads_setting' as id, case when f.functions is null then 'medium' else 'critical' end as severity, p.label as object,
  format('The policy reads the setting %s%s.', s.name, coalesce(format(', which an API caller can change by calling %s',
    f.functions), '')) as detail,
  format('alter policy %I on %s using (<memberships from a table>);', p.name, p.table_label) as remedy
from app_policies p
join lateral (
  select string_agg(distinct (n.name)[1], ', ') as name, array_agg(distinct (n.name)[1]) as names
  from policy_texts t cross join regexp_matches(t.text, 'current_setting\(''([^'']+)''', 'g') as n (name)
  where t.policy = p.oid and (n.name)[1] !~ '^request\.|^(search_path|role|timezone|server_version)$'
) as s on s.name is not null
left join lateral (
  select string_agg(distinct f.label, ', ') as functions from app_functions f
  where (f.anon_may or f.users_may) and not f.is_trigger and exists (select from unnest(s.names) as n (name)
    where strpos(f.source, n.name) > 0) and f.source ~* 'set_config\(|\mset\s+(local\s+)?\w+\.'
) as f on true
where p.is_permissive
