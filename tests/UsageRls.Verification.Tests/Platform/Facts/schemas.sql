select nspname, nspowner::regrole, nspacl
from pg_namespace
where nspname !~ '^pg_' and nspname <> 'information_schema'
order by 1
