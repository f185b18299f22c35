-- A policy that asks the token for its role, where PostgreSQL knows it.
-- Why: Anonymous sign-ins carry the same role as real users. Compared with a name that is no role of the API, it is never true.
-- Repair: Name the role in the policy, and ask a table for memberships.
-- Accept: A comparison with service_role in a policy that also serves other roles.
-- Splinter: none
select '0009_policy_on_role_claim' as id, 'medium' as severity, p.label as object,
  format('The policy asks the token for its role%s. Anonymous sign-ins carry the same role as real users, and a name that is no role of '
    'the API is never there.',
    (select ' in ' || string_agg(distinct t.via, ', ') from policy_texts t where t.policy = p.oid and t.via is not null
      and t.text ~ claim.pattern)) as detail,
  format('alter policy %I on %s to authenticated using (<the same, without the role>);', p.name, p.table_label) as remedy
from app_policies p
cross join (values ('auth\.role\(\)|request\.jwt\.claim\.role|(jwt\(\)|claims''[^)]*\)\)?(::jsonb?)?\)?)( AS jwt\))?\s*->>\s*''role'''))
  as claim (pattern)
where exists (select from policy_texts t where t.policy = p.oid and t.text ~ claim.pattern)
