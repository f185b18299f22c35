-- Returns the columns of each table ($2) on which each role ($1) has a privilege, granted directly or inherited; for DELETE, '*'. A role
-- without USAGE on the table's schema has no rows.
select r.role, t.name, p.privilege, array_agg(a.attname::text order by a.attnum)
from unnest($1::text[]) as r (role)
cross join unnest($2::text[]) as t (name)
cross join unnest(array['SELECT', 'INSERT', 'UPDATE']) as p (privilege)
join pg_catalog.pg_class c on c.oid = t.name::regclass
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where has_column_privilege(r.role, c.oid, a.attnum, p.privilege) and has_schema_privilege(r.role, c.relnamespace, 'USAGE')
group by r.role, t.name, p.privilege
union all
select r.role, t.name, 'DELETE', array['*']
from unnest($1::text[]) as r (role)
cross join unnest($2::text[]) as t (name)
join pg_catalog.pg_class c on c.oid = t.name::regclass
where has_table_privilege(r.role, c.oid, 'DELETE') and has_schema_privilege(r.role, c.relnamespace, 'USAGE')
