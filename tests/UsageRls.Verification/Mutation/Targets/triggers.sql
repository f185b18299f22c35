select t.tgrelid as table_oid, t.tgname as name
from pg_catalog.pg_trigger t
where t.tgrelid = any ($1) and not t.tgisinternal
order by 1, 2
