-- story: a token can name a role with BYPASSRLS
-- object: role lint_back_office
-- severity: high
-- broken as administrator
create role lint_back_office bypassrls;
grant lint_back_office to authenticator

-- story: a login that may become the service role
-- object: role lint_nightly
-- severity: medium
-- broken as administrator
create role lint_nightly login;
grant service_role to lint_nightly
