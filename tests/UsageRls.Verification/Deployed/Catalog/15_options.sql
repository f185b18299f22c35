-- Returns the options of views: security_barrier, check_option, and security_invoker, which decides whose privileges a view uses.
select 'option', c.oid::pg_catalog.regclass::text, format('%s of %s', option_name, c.oid::pg_catalog.regclass), option_value,
  format('alter view %s set (%s = %s)', c.oid::pg_catalog.regclass, option_name, option_value), format('alter view %s reset (%s)',
    c.oid::pg_catalog.regclass, option_name),
  format('alter view %s set (%s = %s)', c.oid::pg_catalog.regclass, option_name, option_value), n.nspname::text
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
cross join lateral pg_catalog.pg_options_to_table(c.reloptions)
where c.relkind = 'v' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  -- These two options are off by default, so a view with the value off equals a view without the option.
  and not (option_name in ('security_invoker', 'security_barrier') and option_value in ('false', 'off', 'no', '0'))
order by 2, 3
