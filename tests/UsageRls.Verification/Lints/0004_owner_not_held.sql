-- Security definer functions that use a table and run as its owner, to whom the table's policies do not apply.
-- Why: A security definer function of the table owner can read every tenant's rows unless its code checks the caller. FORCE ROW LEVEL
--   SECURITY applies the policies to the owner only if the owner has no BYPASSRLS. On Supabase, the role postgres has BYPASSRLS.
-- Repair: If the owner has no BYPASSRLS, set FORCE ROW LEVEL SECURITY on the table. If the owner has BYPASSRLS, check the caller in the
--   function.
-- Accept: Functions whose code checks the caller's membership.
-- Splinter: none
select '0004_owner_not_held' as id, case when o.is_above then 'note' else 'medium' end as severity, r.label as object,
  case when o.is_above
    then format('%s runs as %I, which bypasses row level security: the policies of this table do not apply, even with FORCE ROW LEVEL '
      'SECURITY. Only the function''s code limits the rows.', o.functions, o.name)
    else format('%s runs as the table''s owner, to whom policies do not apply without FORCE ROW LEVEL SECURITY: the function can use every '
      'tenant''s rows.', o.functions) end as detail,
  case when o.is_above
    then format('-- in %s, check the caller''s membership, or declare the function security invoker', o.functions)
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
