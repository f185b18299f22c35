-- Returns a digest of the content of each table, materialized view and sequence of a database, including system catalogs and shared
-- catalogs, but not of information_schema. Also returns digests of the settings files and access rules, and the numbers of replication
-- slots and prepared transactions. Columns that VACUUM or the transaction counter changes are left out.
select format('%I.%I', n.nspname, c.relname) as relation,
  (xpath('/row/digest/text()', query_to_xml(format(
    'select count(*) || '' rows '' || md5(coalesce(string_agg(row, e''\n'' order by row collate "C"), '''')) as digest from (select '
      '(to_jsonb(t) - array[%s])::text as row from (select * from %s) as t) as rows',
    '''datfrozenxid'', ''datminmxid'', ''relfrozenxid'', ''relminmxid''', c.oid::regclass), false, true, '')))[1]::text as digest
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'm', 'S') and n.nspname <> 'information_schema' and n.nspname !~ '^pg_toast'
  -- pg_statistic is left out: JSON cannot represent its columns of type anyarray, and only ANALYZE changes its rows.
  and c.oid <> 'pg_catalog.pg_statistic'::regclass
union all
select view, digest
from (values ('settings of files', (select md5(string_agg(f::text, e'\n' order by f::text)) from pg_catalog.pg_file_settings f)),
             ('access rules', (select md5(string_agg(h::text, e'\n' order by h::text)) from pg_catalog.pg_hba_file_rules h)),
             ('replication slots', (select count(*)::text from pg_catalog.pg_replication_slots)),
             ('prepared transactions', (select count(*)::text from pg_catalog.pg_prepared_xacts))) as views (view, digest)
