-- A policy whose functions pass the policies of other tables and never ask who is calling.
-- Why: A security definer function sees every tenant's rows. Where neither it nor the policy asks for the caller, its answer is the same
-- for
--   everybody.
-- Repair: Let the function ask for the caller's membership.
-- Accept: Rows that are published on purpose.
-- Splinter: none
select '0085_policy_asks_nobody' as id, 'medium' as severity, p.label as object,
  format('The policy asks %s, which sees every tenant''s rows, and nothing in it asks who is calling: its answer is the same for '
    'everybody.', string_agg(distinct f.label, ', ')) as detail,
  format('-- ask for the caller''s membership in %s', string_agg(distinct f.label, ', ')) as remedy
from app_policies p
join policy_functions pf on pf.policy = p.oid
join app_functions f on f.oid = pf.function and f.is_definer and f.is_owner_above_policies
where p.is_permissive and (p.is_for_anon or p.is_for_users)
  and exists (select from app_relations r where r.has_rls and pg_temp.mentions(f.source, r.name))
  and not exists (select from policy_texts t where t.policy = p.oid
    and t.text ~* 'auth\.\w+\(|current_setting\(|\m(current_user|session_user)\M|request\.')
group by p.label
