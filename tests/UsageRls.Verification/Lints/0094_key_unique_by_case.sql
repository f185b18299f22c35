-- A key that is unique letter by letter, and that policies compare without regard to case.
-- Why: A client can register the same key in other letters, such as ACME beside acme, and then reaches the rows of the one who has acme.
-- Repair: Make the key unique without regard to case.
-- Accept: Keys that an application's check or server already keeps in one case.
-- Splinter: none
select distinct '0094_key_unique_by_case' as id, 'high' as severity, format('%s.%I', r.label, a.attname) as object,
  format('Policies, such as %s, compare this key without regard to case, but it is unique letter by letter, and clients may write it.',
    (select min(p.label) from app_policies p where p.oid = asked.policy)) as detail,
  format('create unique index on %s (lower(%I));', r.label, a.attname) as remedy
from policy_asks asked
join app_relations r on r.oid = asked.relation
join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attnum = asked.attnum
  and a.atttypid in ('pg_catalog.text'::pg_catalog.regtype, 'pg_catalog.varchar'::pg_catalog.regtype)
join policy_texts t on t.policy = asked.policy and t.text ~* ('\mlower\(\(*("?\w+"?\.)?"?' || a.attname || '\M')
where exists (select from pg_catalog.pg_index i where i.indrelid = r.oid and i.indisunique and i.indkey::text = a.attnum::text)
  and not exists (select from pg_catalog.pg_index i where i.indrelid = r.oid and i.indisunique
    and pg_catalog.pg_get_expr(i.indexprs, i.indrelid) ~ ('lower\(\(*"?' || a.attname || '\M'))
  -- A check keeps the key in one case: code = lower(code), code ~ '^[a-z0-9-]+$'.
  and not exists (select from pg_catalog.pg_constraint k where k.conrelid = r.oid and k.contype = 'c' and a.attnum = any (k.conkey)
    and (pg_catalog.pg_get_constraintdef(k.oid) ~ '\mlower\(' or pg_catalog.pg_get_constraintdef(k.oid) ~ '~ ''\^[^''A-Z]*\$'''))
  and exists (select from app_rights g where g.relation = r.oid and g.role = 'authenticated' and g.privilege in ('insert', 'update')
    and (g.column_name is null or g.column_name = a.attname))
