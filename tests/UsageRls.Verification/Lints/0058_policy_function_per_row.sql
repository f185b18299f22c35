-- A policy that calls a function once per row.
-- Why: PostgreSQL calls a volatile function once per row. PostgreSQL also calls a function once per row if the function takes a column of
--   the row and cannot be inlined. The policy then cannot use an index.
-- Repair: Call, once per query, a function that returns all ids that the caller may see: team_id in (select private.my_teams()).
-- Accept: Tables that stay small, or tables that queries read only by key.
-- Splinter: none
select '0058_policy_function_per_row' as id, 'low' as severity, p.label as object,
  format('The policy calls %s once per row: queries on large tables are slow, and the condition cannot use an index.',
    string_agg(distinct f.label, ', '))
    as detail,
  format('alter policy %I on %s using (<the column> in (select <a function that returns the ids that the caller may see>()));',
    p.name, p.table_label)
    as remedy
from app_policies p
join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass and d.objid = p.oid
  and d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
join app_functions f on f.oid = d.refobjid
cross join lateral (select pg_temp.without_scalar_selects(coalesce(p.using_text, '')) as text) as per_row
where p.command <> 'insert' and strpos(per_row.text, f.name || '(') > 0
  and (f.volatility = 'v' or ((f.is_definer or f.language <> 'sql' or f.has_settings) and exists (
    select from policy_asks a join pg_catalog.pg_attribute c on c.attrelid = a.relation and c.attnum = a.attnum
    where a.policy = p.oid and a.relation = p.relation and a.via is null
      and per_row.text ~ (regexp_replace(f.name, '(\W)', '\\\1', 'g') || '\([^()]*\m' || regexp_replace(c.attname, '(\W)', '\\\1',
        'g') || '\M'))))
group by p.label, p.name, p.table_label
