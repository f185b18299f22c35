select n.nspname, format('%s(%s)', p.proname, (
    select string_agg(concat_ws(' ', p.proargnames[place], format_type(type, null)), ', ' order by place)
    from unnest(p.proargtypes) with ordinality as argument (type, place))),
  pg_get_function_result(p.oid), l.lanname, p.prosecdef, p.provolatile, p.proowner::regrole, p.proacl
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
join pg_language l on l.oid = p.prolang
where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'extensions', 'public') and p.prorettype <> 'trigger'::regtype
order by 1, 2
