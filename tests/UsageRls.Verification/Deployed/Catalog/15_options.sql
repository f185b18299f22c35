-- Options of views: security_invoker decides with whose privileges a view reads; security_barrier, check_option.
select 'option', c.oid::pg_catalog.regclass::text, format('%s of %s', option_name, c.oid::pg_catalog.regclass), option_value,
  format('alter view %s set (%s = %s)', c.oid::pg_catalog.regclass, option_name, option_value), format('alter view %s reset (%s)',
    c.oid::pg_catalog.regclass, option_name),
  format('alter view %s set (%s = %s)', c.oid::pg_catalog.regclass, option_name, option_value), n.nspname::text
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
cross join lateral pg_catalog.pg_options_to_table(c.reloptions)
where c.relkind = 'v' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  -- An option that is off is the same as no option.
  and not (option_name in ('security_invoker', 'security_barrier') and option_value in ('false', 'off', 'no', '0'))
order by 2, 3
