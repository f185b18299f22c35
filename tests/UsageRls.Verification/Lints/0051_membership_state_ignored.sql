-- Memberships have a state, and policies do not ask for it.
-- Why: People are suspended or removed by a column, not by a delete; policies that only look for the row let them in.
-- Repair: Ask for the state in each policy, or in the one function that they call.
-- Accept: A column that does not say whether the membership counts.
-- Splinter: none
select '0051_membership_state_ignored' as id, 'high' as severity, format('%s asked by %s', m.label, p.label) as object,
  format('The policy takes every row of %s for a membership and asks for none of %s: who has left or is suspended gets in.', m.label,
    s.columns) as detail,
  format('alter policy %I on %s %s (<the same, and the membership counts>);', p.name, p.table_label, case p.command when 'insert'
    then 'with check' else 'using' end) as remedy
from (select distinct relation, label, user_attnum from app_memberships) as m
join lateral (
  select array_agg(a.attnum) as attnums, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
  from pg_catalog.pg_attribute a
  where a.attrelid = m.relation and a.attnum > 0 and not a.attisdropped
    and a.attname ~
      '^(status|state|is_active|active|is_deleted|is_removed|is_suspended|disabled|banned'
      '|(deleted|removed|revoked|suspended|deactivated|disabled|banned|left|ended|expires|expired|accepted|confirmed)_(at|on)'
      '|valid_(until|to)|until|until_day|end_date)$'
) as s on s.attnums is not null
join app_policies p on p.relation <> m.relation and p.is_permissive
  -- Leave out policies of the stand-in for the platform: they cannot know state columns that migrations add.
  and pg_catalog.obj_description(p.oid, 'pg_policy') is distinct from 'stand-in'
where exists (select from policy_asks a where a.policy = p.oid and a.relation = m.relation and a.attnum = m.user_attnum)
  and not exists (select from policy_asks a where a.policy = p.oid and a.relation = m.relation and a.attnum = any (s.attnums))
  -- Leave out policies beside a restrictive policy that checks the state.
  and not exists (
    select
    from app_policies r
    join policy_asks a on a.policy = r.oid and a.relation = m.relation and a.attnum = any (s.attnums)
    where r.relation = p.relation and not r.is_permissive and r.command in (p.command, 'all')
      and (r.is_for_anon or not p.is_for_anon) and (r.is_for_users or not p.is_for_users))
  -- The policies of the memberships themselves may hide such rows from whoever asks as the caller.
  and not exists (
    select
    from app_policies r
    join policy_asks a on a.policy = r.oid and a.relation = m.relation and a.attnum = any (s.attnums)
    where r.relation = m.relation and not r.is_permissive and r.command in ('select', 'all')
      and (r.is_for_anon or not p.is_for_anon) and (r.is_for_users or not p.is_for_users)
      and exists (select from policy_asks d where d.policy = p.oid and d.relation = m.relation and d.via is null)
      and not exists (select from policy_asks d where d.policy = p.oid and d.relation = m.relation and d.via is not null))
