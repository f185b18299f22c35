-- A security definer function that anon or authenticated may call.
-- Why: Policies do not apply in the function if its owner has BYPASSRLS, as the role postgres has on Supabase: only the function's code
--   limits the rows. By default, PostgreSQL grants EXECUTE on a new function to PUBLIC.
-- Repair: Revoke EXECUTE from public, anon and authenticated. Grant EXECUTE only to the role that needs the function, and check the caller
--   in the function.
-- Accept: Functions that check the caller, and helper functions that policies call.
-- Splinter: 0028_anon_security_definer_function_executable, 0029_authenticated_security_definer_function_executable
select '0015_definer_function_callable' as id, case when f.anon_may then 'medium' else 'low' end as severity, f.label as object,
  format('%s may call this function, which runs with the privileges of %I%s: only the function''s code limits the rows that the caller can '
    'read or change.',
    case when f.anon_may then 'anon (unauthenticated requests)' else 'authenticated (every signed-in user)'
      end, pg_catalog.pg_get_userbyid(f.owner),
    case when f.is_owner_above_policies then ', which bypasses row level security' else '' end) as detail,
  format('revoke execute on function %s from public, anon, authenticated;%s', f.label,
    case when exists (select from policy_functions p where p.function = f.oid)
      then format(' grant execute on function %s to authenticated; -- policies call this function', f.label) else '' end) as remedy
from app_functions f
where f.is_definer and not f.is_trigger and (f.anon_may or f.users_may)
