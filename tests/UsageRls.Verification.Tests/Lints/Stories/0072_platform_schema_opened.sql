-- story: secrets
-- object: vault.lint_secrets
-- severity: critical
-- broken as administrator
create table vault.lint_secrets (secret text);
insert into vault.lint_secrets values ('s');
grant usage on schema vault to authenticated;
grant select on vault.lint_secrets to authenticated
-- attack as eve
select count(*) > 0 from vault.lint_secrets

-- story: users
-- object: auth.users
-- severity: high
-- broken as administrator
grant select on auth.users to authenticated;
create policy everybody on auth.users for select to authenticated using (true)
-- attack as eve
select count(*) > 0 from auth.users
-- repaired
revoke all on table auth.users from authenticated
