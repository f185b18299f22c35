-- A policy that compares the role claim of the token; the TO clause should name the role instead.
-- Why: Anonymous sign-ins have the same role claim as permanent users. A comparison of the role claim with a name that is no API role is
--   never true.
-- Repair: Name the role in the TO clause, and read memberships from a table.
-- Accept: A comparison with service_role in a policy that also applies to other roles.
-- Splinter: none
select '0009_policy_on_role_claim' as id, 'medium' as severity, p.label as object,
  format('The policy compares the role claim of the token%s. Anonymous sign-ins have the same role claim as permanent users, and a '
    'comparison with a name that is no API role is never true.',
    (select ' in ' || string_agg(distinct t.via, ', ') from policy_texts t where t.policy = p.oid and t.via is not null
      and t.text ~ claim.pattern)) as detail,
  format('alter policy %I on %s to authenticated using (<the current condition, without the role claim>);', p.name, p.table_label) as remedy
from app_policies p
cross join (values ('auth\.role\(\)|request\.jwt\.claim\.role|(jwt\(\)|claims''[^)]*\)\)?(::jsonb?)?\)?)( AS jwt\))?\s*->>\s*''role'''))
  as claim (pattern)
where exists (select from policy_texts t where t.policy = p.oid and t.text ~ claim.pattern)
