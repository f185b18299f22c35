-- A policy on storage.objects that compares the beginning of the path with a tenant's text, without a slash after it.
-- Why: A tenant whose text is "el" also reaches the files of every tenant whose text begins with "el". Who may choose the text, for example
--   by founding a tenant, chooses whose files to reach.
-- Repair: Compare the first folder, (storage.foldername(name))[1], or end the text with a slash.
-- Accept: Texts of equal length.
-- Splinter: none
select '0090_storage_path_by_prefix' as id, 'high' as severity, p.label as object,
  format('The policy accepts each path that begins with %s, and no slash follows: a tenant whose text is the beginning of another '
    'tenant''s text reaches that tenant''s files.', string_agg(distinct prefix.operand, ' or ')) as detail,
  format('-- compare (storage.foldername(name))[1] with %s in the policy %s', string_agg(distinct prefix.operand, ' or '),
    p.label) as remedy
from app_policies p
cross join lateral (values (p.using_text), (p.check_text)) as c (text)
cross join lateral regexp_matches(c.text,
  '\mname\M\)?(?:::text)? ~~\*? \(*(?:\w+\.)?"?(\w+)"?\)?(?:::text)?\)* \|\| ''%''::text'
    '|\mstarts_with\(\(*(?:\w+\.)?name\)?(?:::text)?, \(*(?:\w+\.)?"?(\w+)"?\)?(?:::text)?\)', 'g') as found (operands)
cross join lateral (select coalesce(found.operands[1], found.operands[2])) as prefix (operand)
where p.relation = pg_catalog.to_regclass('storage.objects') and p.is_permissive and (p.is_for_anon or p.is_for_users)
  -- Ids of type uuid have one length, so none is the beginning of another.
  and not exists (
    select from pg_catalog.pg_attribute a join app_relations r on r.oid = a.attrelid
    where a.attname = prefix.operand and a.atttypid = 'uuid'::pg_catalog.regtype)
  and not exists (select from policy_functions f join pg_catalog.pg_proc r on r.oid = f.function
    where f.policy = p.oid and r.prorettype = 'uuid'::pg_catalog.regtype)
group by p.label
