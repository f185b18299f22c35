-- Returns the enabled triggers: schema and name of the table, schema and name of the function, the definition with its WHEN condition.
select n.nspname::text, c.relname::text, f.nspname::text, p.proname::text, pg_catalog.pg_get_triggerdef(t.oid)
from pg_catalog.pg_trigger t
join pg_catalog.pg_class c on c.oid = t.tgrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_proc p on p.oid = t.tgfoid
join pg_catalog.pg_namespace f on f.oid = p.pronamespace
where not t.tgisinternal and t.tgenabled <> 'D'
order by t.oid;
