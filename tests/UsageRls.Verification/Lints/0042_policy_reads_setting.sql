-- A policy that decides by a setting of the connection.
-- Why: The database believes whoever can set it. Over the API nobody can, unless a function does it for them; unset, the policy fails or,
--   with "or … is null", opens.
-- Repair: Ask memberships.
-- Accept: Settings that only the application's own servers set, on connections that the API does not use.
-- Splinter: none
select '0042_policy_reads_setting' as id, case when f.functions is null then 'medium' else 'critical' end as severity, p.label as object,
  format('The policy decides by the setting %s%s.', s.name, coalesce(format(', which %s sets for any caller', f.functions), '')) as detail,
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
