-- A policy that contains a tenant's or user's id, or an e-mail address, as a literal.
-- Why: The id of a test tenant in a policy may show the rows of this tenant to every user. A literal user id or address grants access that
--   no table records, so an audit of the tables does not find it.
-- Repair: Read the ids from a table.
-- Accept: A tenant that every user should see, such as a demonstration tenant.
-- Splinter: none
select '0038_value_written_into_policy' as id, 'medium' as severity, p.label as object,
  format('The policy contains literals that identify a tenant or a user: %s.', string_agg(distinct (l.found)[1], ', ')) as detail,
  format('alter policy %I on %s using (<memberships from a table>);', p.name, p.table_label) as remedy
from app_policies p
cross join lateral (
  select m.found
  from regexp_matches(concat(p.using_text, ' ', p.check_text),
    '''([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[^''\s%]+@[^''\s]+\.[^''\s]+)''', 'gi') as m (found)
  union all
  -- A number that the policy compares with a tenant column.
  select m.found
  from tenant_columns t
  cross join lateral regexp_matches(concat(p.using_text, ' ', p.check_text), '\m' || t.column_name || ' = ''?(-?\d+)\M', 'g') as m (found)
  where t.relation = p.relation
) as l
where (l.found)[1] <> '00000000-0000-0000-0000-000000000000'
group by p.label, p.name, p.table_label
