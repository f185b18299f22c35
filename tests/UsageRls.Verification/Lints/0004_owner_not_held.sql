-- Functions that run as a table's owner, whom its policies do not hold.
-- Why: A security definer function reads every tenant's rows unless its code asks who is calling. FORCE ROW LEVEL SECURITY holds an owner
--   only if that role has no BYPASSRLS; the platform's postgres has it.
-- Repair: Force row level security where the owner is an ordinary role; where it has BYPASSRLS, check the caller in the function.
-- Accept: Functions whose code asks for the caller's membership.
-- Splinter: none
select '0004_owner_not_held' as id, case when o.is_above then 'note' else 'medium' end as severity, r.label as object,
  case when o.is_above
    then format('%s runs as %I, which has BYPASSRLS: no policy of this table holds it, although the table forces row level security. Its '
      'own code alone decides which rows it touches.', o.functions, o.name)
    else format('%s runs as the table''s owner, whom the policies do not hold unless the table forces them: it touches every tenant''s '
      'rows.', o.functions) end as detail,
  case when o.is_above
    then format('-- check the caller''s membership in %s, or make it security invoker', o.functions)
    else format('alter table %s force row level security;', r.label) end as remedy
from app_relations r
cross join lateral (
  select f.owner, bool_or(f.is_owner_above_policies) as is_above, pg_catalog.pg_get_userbyid(f.owner) as name, string_agg(f.label, ', '
    order by f.label) as functions
  from app_functions f
  where f.is_definer and f.owner = r.owner and (f.users_may or f.anon_may or f.is_trigger) and pg_temp.mentions(f.source, r.name)
  group by f.owner
) as o
where r.kind in ('r', 'p') and r.has_rls and o.is_above = r.is_forced
