-- create trigger
-- rows: table
-- gives: nothing
create trigger usage_rls_attempt before insert on :table
for each row execute function suppress_redundant_updates_trigger()
