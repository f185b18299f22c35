-- Returns unique keys and exclusion constraints: schema, table, name, columns (also those in expressions), the columns in the
-- condition of a partial index, whether the constraint is an exclusion constraint, and the expressions.
select n.nspname::text, c.relname::text, x.relname::text,
  array(
    select a.attname::text
    from pg_catalog.pg_attribute a
    where a.attrelid = i.indrelid and a.attnum > 0 and not a.attisdropped
      and (a.attnum = any ((i.indkey::int2[])[0:i.indnkeyatts - 1])
        or pg_catalog.pg_get_expr(i.indexprs, i.indrelid) ~ ('\m' || a.attname || '\M'))
    order by a.attnum),
  array(
    select a.attname::text
    from pg_catalog.pg_attribute a
    where a.attrelid = i.indrelid and a.attnum > 0 and not a.attisdropped and i.indpred is not null
      and pg_catalog.pg_get_expr(i.indpred, i.indrelid) ~ ('\m' || a.attname || '\M')
    order by a.attnum),
  i.indisexclusion, coalesce(pg_catalog.pg_get_expr(i.indexprs, i.indrelid), '')
from pg_catalog.pg_index i
join pg_catalog.pg_class x on x.oid = i.indexrelid
join pg_catalog.pg_class c on c.oid = i.indrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where (i.indisunique or i.indisexclusion) and c.relkind in ('r', 'p') and not c.relispartition
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by n.nspname, c.relname, x.relname;
