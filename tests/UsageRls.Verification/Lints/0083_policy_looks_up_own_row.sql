-- A SELECT policy that looks up the row by its primary key in the policy's own table.
-- Why: INSERT … RETURNING checks the SELECT policy before the new row is in the table, so the lookup finds no row and the insert fails.
--   Supabase clients send INSERT … RETURNING for insert().select().
-- Repair: Use the row's own columns in the policy, such as its tenant or author.
-- Accept: Tables into which clients do not insert.
-- Splinter: none
select '0083_policy_looks_up_own_row' as id, 'medium' as severity, p.label as object,
  format('The policy calls %s, which looks up the row in the policy''s own table: INSERT … RETURNING fails because the new row is not in '
    'the table yet.',
    string_agg(distinct f.label, ', ')) as detail,
  format('alter policy %I on %s using (<a condition on the row''s own columns>);', p.name, p.table_label) as remedy
from app_policies p
join policy_functions pf on pf.policy = p.oid
join app_functions f on f.oid = pf.function
join app_relations r on r.oid = p.relation and pg_temp.mentions(f.source, r.name)
join pg_catalog.pg_index i on i.indrelid = r.oid and i.indisprimary and i.indnkeyatts = 1
where p.command in ('select', 'all') and p.is_permissive
  and exists (select from policy_asks s where s.policy = p.oid and s.relation = r.oid and s.attnum = i.indkey[0] and s.via is null)
  and not exists (select from policy_asks s where s.policy = p.oid and s.relation = r.oid and s.attnum <> i.indkey[0] and s.via is null)
  and exists (select from app_rights g where g.relation = r.oid and g.role = 'authenticated' and g.privilege = 'insert')
  and exists (select from app_policies o where o.relation = r.oid and o.is_permissive and o.is_for_users and o.command in ('insert', 'all'))
group by p.label, p.name, p.table_label
