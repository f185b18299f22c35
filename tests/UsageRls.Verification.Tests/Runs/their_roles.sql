-- Creates roles, memberships and settings that do not belong to the suite; the suite must not change them. The script runs once per server.
create role their_developer login createdb password 'theirs';
create role their_reader nologin;
grant their_reader to their_developer;
alter role their_developer set search_path = app, public;
alter role authenticated set statement_timeout = '8s';
comment on role their_reader is 'reads';
create role usage_rls_theirs;
