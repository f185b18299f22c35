-- A security definer function whose check of the caller rejects by NOT and a function that returns null if it finds no row.
-- Why: "if not is_admin(team) then raise" rejects nobody for whom is_admin returns null: NOT null is null, and IF then does nothing. So a
--   caller without any row passes, while a caller with a lesser role is rejected.
-- Repair: Let the function that is asked return select exists (...), or ask "is not true" in place of NOT.
-- Accept: Never.
-- Splinter: none
with asked as (
  select f.oid, f.name, f.label, (regexp_match(f.source, '^\s*(?:begin\s+atomic\s+)?select\s+(.*?)\s+from\s', 'i'))[1] as list
  from app_functions f
  join pg_catalog.pg_proc p on p.oid = f.oid and not p.proretset and p.prorettype = 'pg_catalog.bool'::pg_catalog.regtype
  where f.language = 'sql'
)
select '0096_guard_passes_on_null' as id, 'high' as severity, g.label as object,
  format('The function rejects a caller if not %s, which returns null for a caller without a row; the condition is then not true, and the '
    'caller passes.', string_agg(distinct a.label, ', ')) as detail,
  format('-- in %s: if %s(…) is not true then raise', g.label, min(a.name)) as remedy
from app_functions g
join asked a on a.list !~* '\m(exists|coalesce|count|bool_or|bool_and|every)\M'
  and g.source ~* ('\mif\M[^;]*\mnot\s+("?\w+"?\.)?"?' || a.name || '"?\s*\([^;]*\mthen\s+(raise|return)\M')
where g.is_definer and (g.users_may or g.anon_may) and not g.is_trigger
group by g.oid, g.label
