-- A policy that lets anon (unauthenticated requests) write.
-- Why: Anyone on the internet can write rows that the policy allows, and no user id identifies the writer.
-- Repair: Revoke the write privileges from anon, and accept input of guests through a function on the server.
-- Accept: A contact form with its own limits, such as a rate limit.
-- Splinter: none
select '0044_anonymous_writes' as id, case when h.by_tenant or p.command <> 'insert' then 'high' else 'medium' end as severity,
  p.label as object,
  format('The policy lets anon (unauthenticated requests) %s rows: anyone on the internet can write, and no user id identifies the writer.',
    case p.command when 'all'
    then 'insert, update and delete' else p.command end) as detail,
  format('drop policy %I on %s; revoke insert, update, delete on table %s from public, anon;', p.name, p.table_label, p.table_label)
    as remedy
from app_policies p
join held_tables h on h.relation = p.relation
where p.is_permissive and p.is_for_anon and p.command <> 'select' and p.is_application
  and exists (select from app_rights g where g.relation = p.relation and g.role = 'anon'
    and (g.privilege = p.command or (p.command = 'all' and g.privilege in ('insert', 'update', 'delete'))))
  and exists (select from policy_tries y where y.policy = p.oid and y.role = 'anon' and y.yes > 0)
  -- PostgreSQL checks INSERT with WITH CHECK. Every other command must pass USING.
  and exists (select from policy_tries y where y.policy = p.oid and y.role = 'anon' and y.yes > 0 and y.clause = case p.command
    when 'insert' then 'check' else 'using' end)
