-- A policy that asks a table whose rows its callers do not see.
-- Why: A policy's sub-select is itself held by policies. If none lets the role read the table it asks, the answer is always no: members see
--   an empty application and no error.
-- Repair: Write a select policy for the caller's own rows there, or ask through a security definer function.
-- Accept: Never.
-- Splinter: none
select distinct '0049_policy_asks_hidden_table' as id, 'medium' as severity, p.label as object,
  format('The policy asks %s, and no policy there shows its callers a row: the answer is always no.', r.label) as detail,
  format('create policy %I on %s for select to authenticated using (<rows of the caller''s own>);', 'own rows', r.label) as remedy
from policy_asks a
join app_policies p on p.oid = a.policy and p.is_permissive
join app_relations r on r.oid = a.relation and r.has_rls and r.kind in ('r', 'p')
where a.via is null and a.relation <> a.policy_relation and p.is_for_users
  and not exists (select from app_policies o where o.relation = r.oid and o.is_permissive and o.is_for_users
    and o.command in ('select', 'all'))
