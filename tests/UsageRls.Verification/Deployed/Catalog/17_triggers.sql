-- For a trigger, this query returns the schema of the trigger's function, or of the table if PostgreSQL itself contains the function. So a
-- trigger on a platform table belongs to the application if the trigger calls a function of the application.
select 'trigger', t.tgrelid::pg_catalog.regclass::text, format('%I on %s', t.tgname, t.tgrelid::pg_catalog.regclass),
  concat(pg_catalog.pg_get_triggerdef(t.oid), case t.tgenabled when 'D' then ', disabled' when 'A' then ', always' when 'R'
    then ', on replicas' end),
  concat(pg_catalog.pg_get_triggerdef(t.oid), '; alter table ' || t.tgrelid::pg_catalog.regclass || case t.tgenabled when 'D'
    then ' disable' when 'A' then ' enable always' when 'R' then ' enable replica' end || ' trigger ' || quote_ident(t.tgname)),
  format('drop trigger %I on %s', t.tgname, t.tgrelid::pg_catalog.regclass), null,
  case when fn.nspname ~ '^pg_' then rn.nspname else fn.nspname end::text
from pg_catalog.pg_trigger t
join pg_catalog.pg_class c on c.oid = t.tgrelid
join pg_catalog.pg_namespace rn on rn.oid = c.relnamespace
join pg_catalog.pg_proc p on p.oid = t.tgfoid
join pg_catalog.pg_namespace fn on fn.oid = p.pronamespace
where not t.tgisinternal and t.tgparentid = 0
union all
select 'event trigger', quote_ident(e.evtname), e.evtname::text, concat('on ', e.evtevent, tags, ' execute function ',
  e.evtfoid::pg_catalog.regprocedure, case e.evtenabled when 'D' then ', disabled' when 'A' then ', always' when 'R'
  then ', on replicas' end),
  concat(format('create event trigger %I on %s%s execute function %s', e.evtname, e.evtevent, tags, e.evtfoid::pg_catalog.regprocedure),
    format('; alter event trigger %I', e.evtname) || case e.evtenabled when 'D' then ' disable' when 'A' then ' enable always' when 'R'
      then ' enable replica' end), format('drop event trigger %I', e.evtname), null, n.nspname::text
from pg_catalog.pg_event_trigger e
join pg_catalog.pg_proc p on p.oid = e.evtfoid
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
cross join lateral (select ' when tag in (' || (select string_agg(quote_literal(tag), ', ' order by tag)
  from unnest(e.evttags) as t (tag)) || ')' as tags) as t
union all
select 'rule', r.ev_class::pg_catalog.regclass::text, format('%I on %s', r.rulename, r.ev_class::pg_catalog.regclass),
  concat(pg_catalog.pg_get_ruledef(r.oid), case r.ev_enabled when 'D' then ' disabled' end),
  concat(rtrim(pg_catalog.pg_get_ruledef(r.oid), ';'), case r.ev_enabled when 'D' then format('; alter table %s disable rule %I',
    r.ev_class::pg_catalog.regclass, r.rulename) end), format('drop rule %I on %s', r.rulename, r.ev_class::pg_catalog.regclass), null,
    n.nspname::text
from pg_catalog.pg_rewrite r
join pg_catalog.pg_class c on c.oid = r.ev_class
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where r.rulename <> '_RETURN' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by 1, 2, 3
