select m.roleid::regrole, m.member::regrole, m.admin_option
from pg_auth_members m
where m.member::regrole::text ~ '^(authenticator|postgres|supabase_)'
  and m.roleid::regrole::text ~ '^(pg_|anon|authenticat|service_role|supabase_)'
order by 1, 2
