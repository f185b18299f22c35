-- A function with its owner's privileges that the API can call.
-- Why: Policies do not hold it where its owner has BYPASSRLS, as on the platform: what it returns and changes is decided by its own code.
--   EXECUTE is given to everybody when a function is made.
-- Repair: Revoke EXECUTE from public, anon and authenticated, and grant it to the role that needs it; check the caller in the function.
-- Accept: Functions that check the caller, and helpers that policies call.
-- Splinter: 0028_anon_security_definer_function_executable, 0029_authenticated_security_definer_function_executable
select '0015_definer_function_callable' as id, case when f.anon_may then 'medium' else 'low' end as severity, f.label as object,
  format('%s may call this function, and it runs with the privileges of %I%s: what it returns is decided by its own code alone.',
    case when f.anon_may then 'Everybody, also without a token,' else 'Every signed-in user' end, pg_catalog.pg_get_userbyid(f.owner),
    case when f.is_owner_above_policies then ', which has BYPASSRLS' else '' end) as detail,
  format('revoke execute on function %s from public, anon, authenticated;%s', f.label,
    case when exists (select from policy_functions p where p.function = f.oid)
      then format(' grant execute on function %s to authenticated; -- policies call it', f.label) else '' end) as remedy
from app_functions f
where f.is_definer and not f.is_trigger and (f.anon_may or f.users_may)
