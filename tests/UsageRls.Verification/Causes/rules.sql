-- Returns each policy and each enabled trigger: schema and name of its table, the word 'policy' or 'trigger', and its name.
select n.nspname::text, c.relname::text, 'policy', p.polname::text
from pg_catalog.pg_policy p
join pg_catalog.pg_class c on c.oid = p.polrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
union all
select n.nspname::text, c.relname::text, 'trigger', t.tgname::text
from pg_catalog.pg_trigger t
join pg_catalog.pg_class c on c.oid = t.tgrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where not t.tgisinternal and t.tgenabled <> 'D'
