-- A policy for UPDATE or ALL without WITH CHECK, whose USING expression reads a column that API clients may update.
-- Why: Without WITH CHECK, PostgreSQL also applies the USING expression to the new row. USING may leave some columns unprotected: for
--   example, a caller may change the author.
-- Repair: Write a WITH CHECK expression for the new row.
-- Accept: A USING expression that checks the caller and every column that must not change.
-- Splinter: none
select '0007_missing_with_check' as id, 'note' as severity, p.label as object,
  'The policy has no WITH CHECK, so PostgreSQL also applies the USING expression to the new row. The USING expression may not protect '
    'every column.' as detail,
  format('alter policy %I on %s with check (%s);', p.name, p.table_label, p.using_text) as remedy
from app_policies p
where p.is_permissive and p.command in ('all', 'update') and p.check_text is null
  -- Report the policy only if anon or authenticated can update a column that USING reads: otherwise, USING has the same result for
  -- the old and the new row. An expression with .* passes the whole row to a function, so every column counts.
  and (p.using_text like '%.*%' or exists (
    select
    from policy_asks a
    join pg_catalog.pg_attribute c on c.attrelid = a.relation and c.attnum = a.attnum
    join api_roles r on r.name <> 'service_role'
    where a.policy = p.oid and a.relation = p.relation and a.via is null
      and pg_catalog.has_column_privilege(r.oid, p.relation, c.attnum, 'update')))
