-- Several permissive policies for the same role and command on one table.
-- Why: PostgreSQL combines permissive policies with OR: one policy that is true is enough for access, and PostgreSQL may evaluate all of
--   them for a row. No single policy shows who has access.
-- Repair: Merge the policies into one. Recreate a policy as restrictive if the policy should only narrow access.
-- Accept: Policies that are easier to read separately, on a table where their cost does not matter.
-- Splinter: 0006_multiple_permissive_policies
select '0011_many_permissive_policies' as id, 'medium' as severity, format('%s for %s to %s', r.label, c.command, role.name) as object,
  format('PostgreSQL combines these permissive policies with OR: %s. One policy that is true is enough for access, so no single policy '
    'shows who has access.%s',
    string_agg(p.name::text, ', ' order by p.name),
    case when c.command = 'update' and count(distinct coalesce(p.check_text, p.using_text)) > 1
      then ' An updated row may pass USING of one policy and WITH CHECK of another policy.' else '' end) as detail,
  format('-- merge the policies:%s', string_agg(format(E'\ndrop policy %I on %s;', p.name, r.label), '' order by p.name)) as remedy
from app_relations r
join app_policies p on p.relation = r.oid and p.is_permissive
cross join (values ('select'), ('insert'), ('update'), ('delete')) as c (command)
join (values ('anon'), ('authenticated')) as role (name) on case role.name when 'anon' then p.is_for_anon else p.is_for_users end
where p.command in (c.command, 'all')
group by r.label, c.command, role.name
having count(*) > 1
