-- story: a table in the schema vault is granted to signed-in users
-- object: vault.lint_secrets
-- severity: high
-- broken as administrator
create table vault.lint_secrets (secret text);
insert into vault.lint_secrets values ('s');
grant usage on schema vault to authenticated;
grant select on vault.lint_secrets to authenticated
-- attack as eve
select count(*) > 0 from vault.lint_secrets

-- story: auth.users is granted to signed-in users
-- object: auth.users
-- severity: high
-- broken as administrator
grant select on auth.users to authenticated;
create policy everybody on auth.users for select to authenticated using (true)
-- attack as eve
select count(*) > 0 from auth.users
-- repaired
revoke all on table auth.users from authenticated

-- story: an extension's table, granted by name
-- object: net.lint_queue
-- severity: high
-- broken as administrator
create schema if not exists net;
create table net.lint_queue (url text);
grant usage on schema net to anon;
grant select on net.lint_queue to anon
-- attack as anon
select count(*) = 0 from net.lint_queue
