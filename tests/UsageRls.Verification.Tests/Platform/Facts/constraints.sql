select n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid)
from pg_constraint k
join pg_class c on c.oid = k.conrelid
join pg_namespace n on n.oid = c.relnamespace
where k.contype in ('p', 'u', 'f', 'c') and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'extensions', 'public')
order by 1, 2, 3
