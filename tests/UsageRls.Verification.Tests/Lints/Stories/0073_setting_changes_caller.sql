-- story: every request of anon runs as a user
-- object: request.jwt.claim.sub of role anon
-- severity: critical
-- broken as administrator
alter role anon set request.jwt.claim.sub = '00000000-0000-4000-8000-0000000000b1'

-- story: triggers and foreign keys can be switched off
-- object: session_replication_role, which authenticated may set
-- severity: high
-- broken as administrator
grant set on parameter session_replication_role to authenticated
-- attack as eve
set local session_replication_role = replica;
select true

-- story: the API exposes a schema that contains a SECURITY DEFINER function
-- object: pgrst.db_schemas of role authenticator
-- severity: high
-- broken as administrator
create function private.total() returns bigint language sql security definer set search_path = pg_catalog, pg_temp
  as 'select count(*) from public.invoices';
alter role authenticator set pgrst.db_schemas = 'public, private'

-- story: statements may take for ever
-- object: statement_timeout of role authenticated
-- severity: note
-- broken as administrator
alter role authenticated set statement_timeout = 0
