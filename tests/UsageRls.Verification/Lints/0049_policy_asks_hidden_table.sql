-- A policy that reads another table, which has row level security but no SELECT policy for authenticated.
-- Why: Row level security also applies to a sub-select in a policy. Without a SELECT policy on the table in the sub-select, the sub-select
--   returns no row: members see an empty application and no error.
-- Repair: Write a SELECT policy for the caller's own rows on the other table, or read the other table in a security definer function.
-- Accept: Never.
-- Splinter: none
select distinct '0049_policy_asks_hidden_table' as id, 'medium' as severity, p.label as object,
  format('The policy reads %s, which has no SELECT policy for authenticated: the sub-select always returns no row.', r.label) as detail,
  format('create policy %I on %s for select to authenticated using (<the caller''s own rows>);', 'own rows', r.label) as remedy
from policy_asks a
join app_policies p on p.oid = a.policy and p.is_permissive
join app_relations r on r.oid = a.relation and r.has_rls and r.kind in ('r', 'p')
where a.via is null and a.relation <> a.policy_relation and p.is_for_users
  and not exists (select from app_policies o where o.relation = r.oid and o.is_permissive and o.is_for_users
    and o.command in ('select', 'all'))
