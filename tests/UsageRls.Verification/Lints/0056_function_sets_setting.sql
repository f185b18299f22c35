-- A function that anon or authenticated may call and that changes a setting.
-- Why: If a policy reads the setting, every caller of the function can choose the setting's value, for example the id of another tenant. A
--   setting for the session, not for the transaction, stays on the connection for the next request.
-- Repair: Drop the function, and derive the tenant from memberships. If a setting is needed, use set_config(…, true).
-- Accept: Settings that decide no access.
-- Splinter: none
select '0056_function_sets_setting' as id,
  case when s.names_argument or s.is_asked then 'critical' when s.for_session then 'high' else 'medium' end as severity, f.label as object,
  format('anon or authenticated may call this function, which changes %s%s.', case when s.names_argument then 'a setting with a variable '
    'name'
    else 'a setting' end,
    case when s.is_asked then ', which policies read' when s.for_session then ', which stays on the connection for the next request'
      else '' end) as detail,
  format('revoke execute on function %s from public, anon, authenticated;', f.label) as remedy
from app_functions f
cross join lateral (
  select bool_or((c.call)[1] !~ '^''') as names_argument,
    bool_or((c.call)[2] ~* 'false') as for_session,
    bool_or((c.call)[1] ~ '^''request\.' or exists (select from policy_texts t where strpos(t.text, (c.call)[1]) > 0)) as is_asked
  from (
    select call from regexp_matches(f.source, 'set_config\(\s*(''[^'']+''|[\w.]+)\s*,.*?,\s*(true|false)\s*\)', 'gi') as x (call)
    union all
    select array['''' || call[1] || '''', 'false']
      from regexp_matches(f.source, '(?:^|;|begin)\s*set\s+(?:session\s+)?(\w+\.\w+)\s*(?:=|to)', 'gi') as y (call)
  ) as c
) as s
where (f.anon_may or f.users_may) and not f.is_trigger and s.names_argument is not null
