-- create table … references
-- rows: table
-- gives: nothing
-- scene: create schema usage_rls_attempt; grant all on schema usage_rls_attempt to public
create table usage_rls_attempt.own (:key_definition, foreign key (:key) references :table (:key))
