-- A policy that reads a membership table but no column with the state of a membership.
-- Why: Many applications suspend or remove members by a column, not by a delete. A policy that only checks that the membership row exists
--   still gives access to suspended and removed members.
-- Repair: Check the state in each policy, or in one function that all policies call.
-- Accept: A column that does not decide whether a membership is valid.
-- Splinter: none
select '0051_membership_state_ignored' as id, 'high' as severity, format('%s asked by %s', m.label, p.label) as object,
  format('The policy accepts every row of %s as a valid membership and reads none of its columns %s: a suspended or removed member keeps '
    'access.', m.label,
    s.columns) as detail,
  format('alter policy %I on %s %s (<the current condition, and the membership is valid>);',
    p.name, p.table_label, case p.command when 'insert'
    then 'with check' else 'using' end) as remedy
from (
  select distinct relation, label, user_attnum
  from app_memberships e
  -- Leave out a table whose user column may be null, such as a list of employees, if another table holds the memberships.
  where exists (select from pg_catalog.pg_attribute a where a.attrelid = e.relation and a.attnum = e.user_attnum and a.attnotnull)
    or not exists (
      select
      from app_memberships o
      join pg_catalog.pg_attribute a on a.attrelid = o.relation and a.attnum = o.user_attnum and a.attnotnull
      where o.tenant_table = e.tenant_table and o.relation <> e.relation)
) as m
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
  -- Leave out policies of the stand-in for Supabase: these policies exist before migrations add state columns.
  and pg_catalog.obj_description(p.oid, 'pg_policy') is distinct from 'stand-in'
where exists (select from policy_asks a where a.policy = p.oid and a.relation = m.relation and a.attnum = m.user_attnum)
  and not exists (select from policy_asks a where a.policy = p.oid and a.relation = m.relation and a.attnum = any (s.attnums))
  -- Leave out a policy if a restrictive policy of the same table checks the state.
  and not exists (
    select
    from app_policies r
    join policy_asks a on a.policy = r.oid and a.relation = m.relation and a.attnum = any (s.attnums)
    where r.relation = p.relation and not r.is_permissive and r.command in (p.command, 'all')
      and (r.is_for_anon or not p.is_for_anon) and (r.is_for_users or not p.is_for_users))
  -- Leave out a policy that reads the membership table as the caller if a restrictive policy of the membership table checks the state.
  and not exists (
    select
    from app_policies r
    join policy_asks a on a.policy = r.oid and a.relation = m.relation and a.attnum = any (s.attnums)
    where r.relation = m.relation and not r.is_permissive and r.command in ('select', 'all')
      and (r.is_for_anon or not p.is_for_anon) and (r.is_for_users or not p.is_for_users)
      and exists (select from policy_asks d where d.policy = p.oid and d.relation = m.relation and d.via is null)
      and not exists (select from policy_asks d where d.policy = p.oid and d.relation = m.relation and d.via is not null))
