-- Returns whether a policy or function of the application asks for a second factor (the claim aal with the value aal2).
select exists (select from pg_catalog.pg_policies p where concat(p.qual, p.with_check) like '%aal2%')
  or exists (
    select
    from pg_catalog.pg_proc f
    join pg_catalog.pg_namespace n on n.oid = f.pronamespace
    where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'auth', 'storage', 'realtime', 'extensions')
      and coalesce(pg_catalog.pg_get_function_sqlbody(f.oid), f.prosrc) like '%aal2%');
