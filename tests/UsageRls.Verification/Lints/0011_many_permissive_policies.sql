-- Several permissive policies for the same role and command: any one of them opens the row, and all are evaluated.
select '0011_many_permissive_policies' as id, 'medium' as severity, format('%s for %s to %s', r.label, c.command, role.name) as object,
  format('Several policies apply at once (%s), and one yes among them is enough: read alone, none of them says who gets in.', string_agg(p.name::text, ', ' order by p.name)) as detail,
  format('-- put them into one:%s', string_agg(format(E'\ndrop policy %I on %s;', p.name, r.label), '' order by p.name)) as remedy
from app_relations r
join app_policies p on p.relation = r.oid and p.is_permissive
cross join (values ('select'), ('insert'), ('update'), ('delete')) as c (command)
join (values ('anon'), ('authenticated')) as role (name) on 0 = any (p.roles) or role.name::pg_catalog.regrole = any (p.roles)
where p.command in (c.command, 'all')
group by r.label, c.command, role.name
having count(*) > 1
