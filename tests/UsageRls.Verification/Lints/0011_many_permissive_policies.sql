-- Several permissive policies for the same role and command.
-- Why: One of them that is true opens the row, and all are evaluated. No policy alone shows who gets in.
-- Repair: Put them into one policy, or declare those that should only narrow access `as restrictive`.
-- Accept: Two conditions that are clearer apart, on a table where their cost does not matter.
-- Splinter: 0006_multiple_permissive_policies
select '0011_many_permissive_policies' as id, 'medium' as severity, format('%s for %s to %s', r.label, c.command, role.name) as object,
  format('Several policies apply at once (%s), and one yes among them is enough: read alone, none of them says who gets in.%s',
    string_agg(p.name::text, ', ' order by p.name),
    case when c.command = 'update' and count(distinct coalesce(p.check_text, p.using_text)) > 1
      then ' A row that one of them lets in by USING may be left as another allows by WITH CHECK.' else '' end) as detail,
  format('-- put them into one:%s', string_agg(format(E'\ndrop policy %I on %s;', p.name, r.label), '' order by p.name)) as remedy
from app_relations r
join app_policies p on p.relation = r.oid and p.is_permissive
cross join (values ('select'), ('insert'), ('update'), ('delete')) as c (command)
join (values ('anon'), ('authenticated')) as role (name) on case role.name when 'anon' then p.is_for_anon else p.is_for_users end
where p.command in (c.command, 'all')
group by r.label, c.command, role.name
having count(*) > 1
