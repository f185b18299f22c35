-- An author's column that takes what the client says.
-- Why: A default of auth.uid() looks like proof of authorship; without a check the client writes another's name under its bill or message.
-- Repair: Let the WITH CHECK ask for it, or take the column out of the grant.
-- Accept: Rows that are written in the name of others.
-- Splinter: none
select '0066_author_unchecked' as id, 'medium' as severity, format('%s.%I by %I', p.table_label, a.attname, p.name) as object,
  'The column has the caller as its default, and the policy does not ask for it: the client writes another''s name.' as detail,
  format('alter policy %I on %s with check ((%s) and %I = (select auth.uid()));', p.name, p.table_label,
    coalesce(p.check_text, p.using_text), a.attname) as remedy
from app_policies p
join pg_catalog.pg_attrdef d on d.adrelid = p.relation and pg_catalog.pg_get_expr(d.adbin, d.adrelid) ~ 'auth\.(uid|jwt)\(|request\.jwt'
join pg_catalog.pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
where p.is_permissive and p.is_for_users and p.command in ('insert', 'all') and p.is_application
  and exists (select from app_rights g where g.relation = p.relation and g.role = 'authenticated' and g.privilege = 'insert'
    and (g.column_name is null or g.column_name = a.attname))
  and not pg_temp.mentions(coalesce(p.check_text, p.using_text), a.attname)
