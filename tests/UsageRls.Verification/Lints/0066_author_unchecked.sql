-- A column with the caller's id as default that a permissive policy for INSERT does not check, and that no restrictive policy checks.
-- Why: The default auth.uid() looks like proof of authorship, but the client can send another user's id.
-- Repair: Compare the column with auth.uid() in WITH CHECK, or remove the column from the INSERT grant.
-- Accept: Rows that callers write in the name of other users.
-- Splinter: none
select '0066_author_unchecked' as id, 'medium' as severity, format('%s.%I by %I', p.table_label, a.attname, p.name) as object,
  'The default of the column is the caller''s id, but the policy does not check the column: the client can send '
    'another user''s id.' as detail,
  format('alter policy %I on %s with check ((%s) and %I = (select auth.uid()));', p.name, p.table_label,
    coalesce(p.check_text, p.using_text), a.attname) as remedy
from app_policies p
join pg_catalog.pg_attrdef d on d.adrelid = p.relation and pg_catalog.pg_get_expr(d.adbin, d.adrelid) ~ 'auth\.(uid|jwt)\(|request\.jwt'
join pg_catalog.pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
where p.is_permissive and p.is_for_users and p.command in ('insert', 'all') and p.is_application
  and exists (select from app_rights g where g.relation = p.relation and g.role = 'authenticated' and g.privilege = 'insert'
    and (g.column_name is null or g.column_name = a.attname))
  and not pg_temp.mentions(coalesce(p.check_text, p.using_text), a.attname)
  -- A restrictive policy that compares the column with the caller limits every permissive policy.
  and not exists (select from app_policies q cross join pg_temp.conjuncts(coalesce(q.check_text, q.using_text)) as part (text)
    where q.relation = p.relation and not q.is_permissive and q.is_for_users and q.command in ('insert', 'all')
      and pg_temp.mentions(part.text, a.attname) and part.text ~ 'auth\.(uid|jwt)\(')
