-- A policy that accepts a row of a tenant that the caller does not belong to. Found by trying it.
-- Why: Reading is walled off and writing is not: anybody bills, posts or joins in another organisation's name.
-- Repair: Let the WITH CHECK ask for the caller's membership in the row's tenant.
-- Accept: Tables that are meant to take rows from outside, such as a contact form.
-- Splinter: none
select '0035_foreign_tenant_writable' as id, case when not bool_or(t.is_usable) then 'medium' when bool_and(unread.yes) then 'medium'
  else 'critical' end as severity, p.label as object,
  format('The policy accepts rows of a tenant that the caller is no member of: of %s made-up rows it took %s by %s.', max(t.tried),
    max(t.yes), string_agg(distinct t.caller, ' and '))
    || case when bool_and(unread.yes) then ' Nobody reads a row for its tenant''s sake.' else '' end as detail,
  format('alter policy %I on %s with check (<the same, and %s is one of the caller''s>);', p.name, p.table_label,
    (select string_agg(quote_ident(c.column_name), ', ') from tenant_columns c where c.relation = p.relation)) as remedy
from app_policies p
join lateral (
  select y.*, exists (select from app_rights g where g.relation = p.relation and g.role = y.role and g.privilege = any (case p.command
    when 'all' then '{insert,update}' else array[p.command] end)
    and (g.column_name is null or g.column_name in (select c.column_name from tenant_columns c where c.relation = p.relation))) as is_usable
  from policy_tries y
  where y.policy = p.oid and y.clause = 'check' and y.yes > 0
) as t on true
-- Rows can be read, but no policy that decides about reading uses the tenant column, so a foreign tenant in it affects nobody.
cross join lateral (
  select exists (select from app_policies q where q.relation = p.relation and q.is_permissive and q.command in ('select', 'all'))
    and not exists (
      select from policy_asks a join tenant_columns c on c.relation = a.relation and c.attnum = a.attnum
      where a.relation = p.relation
        and (a.policy_relation <> p.relation or exists (select from app_policies q where q.oid = a.policy and q.is_permissive
          and q.command in ('select', 'all'))))
) as unread (yes)
where exists (select from tenant_columns c where c.relation = p.relation)
  and p.is_application
  -- Lint 0006 reports insert policies that accept every row.
  and not (p.command = 'insert' and exists (select from policy_tries y where y.policy = p.oid and y.clause = 'check' and y.tried > 0
    and y.yes = y.tried))
  -- An update policy is reported only if a role may set the tenant column: otherwise it can move no row to another tenant.
  and (p.command <> 'update' or t.is_usable)
group by p.label, p.name, p.table_label, p.relation
