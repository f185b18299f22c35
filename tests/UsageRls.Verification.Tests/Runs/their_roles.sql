-- Other people's roles, memberships and settings; run once per server.
create role their_developer login createdb password 'theirs';
create role their_reader nologin;
grant their_reader to their_developer;
alter role their_developer set search_path = app, public;
alter role authenticated set statement_timeout = '8s';
comment on role their_reader is 'reads';
create role usage_rls_theirs;
