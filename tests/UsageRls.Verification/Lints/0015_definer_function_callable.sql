-- A function with its owner's rights that the API can call.
select '0015_definer_function_callable' as id, case when f.anon_may then 'high' else 'medium' end as severity, f.label as object,
  format('%s may call this function, and it runs with the rights of its owner, whom policies need not hold: what it returns is decided by its own code alone.',
    case when f.anon_may then 'Everybody, also without a token,' else 'Every signed-in user' end) as detail,
  format('revoke execute on function %s from public, anon, authenticated;', f.label) as remedy
from app_functions f
where f.is_definer and not f.is_trigger and (f.anon_may or f.users_may)
