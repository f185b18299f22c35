-- A policy that calls a function that bypasses row level security, and neither the policy nor the function reads the caller's identity.
-- Why: The security definer function reads the rows of every tenant. If neither the function nor the policy checks the caller, the result
--   is equal for every caller.
-- Repair: Check the caller's membership in the function.
-- Accept: Rows that are public on purpose.
-- Splinter: none
select '0085_policy_asks_nobody' as id, 'medium' as severity, p.label as object,
  format('The policy calls %s, which reads the rows of every tenant. Neither the policy nor its functions read the caller''s identity, so '
    'the result is equal for every caller.', string_agg(distinct f.label, ', ')) as detail,
  format('-- check the caller''s membership in the code of %s', string_agg(distinct f.label, ', ')) as remedy
from app_policies p
join policy_functions pf on pf.policy = p.oid
join app_functions f on f.oid = pf.function and f.is_definer and f.is_owner_above_policies
where p.is_permissive and (p.is_for_anon or p.is_for_users)
  and exists (select from app_relations r where r.has_rls and pg_temp.mentions(f.source, r.name))
  and not exists (select from policy_texts t where t.policy = p.oid
    and t.text ~* 'auth\.\w+\(|current_setting\(|\m(current_user|session_user)\M|request\.')
group by p.label
