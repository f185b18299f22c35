-- A policy that lets a new row list several tenants or users, and tests by && only that the list overlaps with the caller's own.
-- Why: A caller can list foreign tenants beside one of its own. What is later done for each listed tenant, for example by a job of the
--   server, is then done for the foreign ones, too.
-- Repair: Test with <@ that the whole list is within the caller's own.
-- Accept: Lists in which callers may name foreign tenants, for example to invite them.
-- Splinter: none
select '0092_overlap_in_check' as id, 'high' as severity, p.label as object,
  format('A new row may list foreign values in %s: the policy tests only that the list overlaps with the caller''s own.',
    string_agg(quote_ident(a.attname), ', ')) as detail,
  format('alter policy %I on %s with check (<the current condition, with %I <@ … in place of &&>);', p.name, p.table_label,
    min(a.attname)) as remedy
from app_policies p
cross join lateral (select case when p.command in ('insert', 'update', 'all') then coalesce(p.check_text, p.using_text) end as text) as c
join pg_catalog.pg_attribute a on a.attrelid = p.relation and a.attnum > 0 and not a.attisdropped
join pg_catalog.pg_type t on t.oid = a.atttypid and t.typcategory = 'A'
where p.is_permissive and p.is_for_users
  -- The other side is a query or a call, not a list of literals.
  and c.text ~* ('(\m' || a.attname || '"? && (ARRAY\(|\(*\s*SELECT|"?\w+"?(\."?\w+"?)?\()|(\)|\]) && \(*"?' || a.attname || '\M)')
  and c.text !~ ('\m' || a.attname || '"? <@ ')
  and exists (select from app_rights g where g.relation = p.relation and g.role = 'authenticated' and g.privilege in ('insert', 'update')
    and (g.column_name is null or g.column_name = a.attname))
group by p.oid, p.label, p.name, p.table_label
