-- A policy that accepts new rows of a tenant to which the caller does not belong. The lint evaluates the policy on generated rows.
-- Why: A caller can write rows, such as invoices, messages or memberships, in the name of another tenant, even if the caller cannot read
--   that tenant's rows.
-- Repair: Check the caller's membership in the row's tenant in WITH CHECK.
-- Accept: Tables that should accept rows from outsiders, such as a contact form.
-- Splinter: none
select '0035_foreign_tenant_writable' as id, case when not bool_or(t.is_usable) then 'medium' when bool_and(unread.yes) then 'medium'
  else 'critical' end as severity, p.label as object,
  format('The policy accepts new rows of a tenant to which the caller does not belong: of %s generated rows, the policy accepted %s. '
    'Callers: %s.', max(t.tried),
    max(t.yes), string_agg(distinct t.caller, ' and '))
    || case when bool_and(unread.yes) then ' No policy that decides about reading uses the tenant column.' else '' end as detail,
  format('alter policy %I on %s with check (<the current condition, and %s is a tenant of the caller>);', p.name, p.table_label,
    (select string_agg(quote_ident(c.column_name), ', ') from tenant_columns c where c.relation = p.relation)) as remedy
from app_policies p
join lateral (
  select y.*, exists (select from app_rights g where g.relation = p.relation and g.role = y.role and g.privilege = any (case p.command
    when 'all' then '{insert,update}' else array[p.command] end)
    and (g.column_name is null or g.column_name in (select c.column_name from tenant_columns c where c.relation = p.relation))) as is_usable
  from policy_tries y
  where y.policy = p.oid and y.clause = 'check' and y.yes > 0
) as t on true
-- True if policies let callers read rows, but neither these policies nor policies of other tables read the tenant column: a foreign tenant
-- in this column then affects nobody.
cross join lateral (
  select exists (select from app_policies q where q.relation = p.relation and q.is_permissive and q.command in ('select', 'all'))
    and not exists (
      select from policy_asks a join tenant_columns c on c.relation = a.relation and c.attnum = a.attnum
      where a.relation = p.relation
        -- A table in which users choose one of their memberships gives access only where such a membership exists.
        and not exists (select from chosen_memberships m where m.policy = a.policy and m.relation = a.relation and m.attnum = a.attnum)
        and (a.policy_relation <> p.relation or exists (select from app_policies q where q.oid = a.policy and q.is_permissive
          and q.command in ('select', 'all'))))
) as unread (yes)
where exists (select from tenant_columns c where c.relation = p.relation)
  and p.is_application
  and not exists (select from join_requests j where j.policy = p.oid)
  -- Lint 0006 reports INSERT policies that accept every row.
  and not (p.command = 'insert' and exists (select from policy_tries y where y.policy = p.oid and y.clause = 'check' and y.tried > 0
    and y.yes = y.tried))
  -- Report an UPDATE policy only if an update can change a row's tenant: the caller's role may update the tenant column, and no trigger
  -- sets this column back.
  and (p.command <> 'update' or t.is_usable and exists (select from tenant_columns c where c.relation = p.relation
    and not exists (select from frozen_columns f where f.relation = c.relation and f.attnum = c.attnum)))
group by p.label, p.name, p.table_label, p.relation
