-- A policy on storage.objects that compares the path with a text column which users can change and which is not unique.
-- Why: A user who sets the column to another tenant's value reaches the files in the other tenant's folder.
-- Repair: Compare the path with a key, or revoke UPDATE on the column and make the column unique.
-- Accept: Never.
-- Splinter: none
select '0089_storage_path_by_changeable_name' as id, 'high' as severity, p.label as object,
  format('The policy compares the path of a file with %s.%I, which is not unique and which authenticated may update: whoever writes '
    'another tenant''s value there reaches the files in that tenant''s folder.', r.label, a.attname) as detail,
  format('revoke update on table %s from public, anon, authenticated; grant update (<other columns>) on table %1$s to authenticated;',
    r.label) as remedy
from app_policies p
join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass and d.objid = p.oid
  and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid <> p.relation and d.refobjsubid > 0
join app_relations r on r.oid = d.refobjid
join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attnum = d.refobjsubid
cross join lateral (select concat_ws(' ', p.using_text, p.check_text) as text) as c
where p.relation = pg_catalog.to_regclass('storage.objects') and p.is_permissive and (p.is_for_anon or p.is_for_users)
  and a.atttypid in ('text'::pg_catalog.regtype, 'varchar'::pg_catalog.regtype, 'bpchar'::pg_catalog.regtype)
  and c.text ~ '\m(foldername|filename|split_part|string_to_array|starts_with)\M'
  -- A column that the policy compares with literals is a role or a state.
  and c.text !~ format('\.%s\)?(::text)?\)? (=|<>|~~) (ANY )?\(*(ARRAY\[)?\(*''', a.attname)
  and exists (select from app_rights g where g.relation = r.oid and g.role = 'authenticated' and g.privilege = 'update'
    and (g.column_name is null or g.column_name = a.attname))
  and (not r.has_rls or exists (select from app_policies q where q.relation = r.oid and q.is_permissive and q.is_for_users
    and q.command in ('update', 'all') and coalesce(q.using_text, '') <> 'false'
    -- A check that names the column decides which values users may set.
    and coalesce(q.check_text, q.using_text, '') !~ format('\m%s\M', a.attname)))
  and not exists (select from pg_catalog.pg_index i where i.indrelid = r.oid and i.indisunique and i.indpred is null and i.indnkeyatts = 1
    and i.indkey[0] = a.attnum)
group by p.label, r.label, a.attname
