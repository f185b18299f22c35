-- A partition or inheriting table that can be addressed by itself, past its parent's policies.
select '0020_child_table_open' as id, 'high' as severity, c.label as object,
  format('The rows of %s are kept here too, and addressed by this name they are not held by its policies.', string_agg(p.label, ', ')) as detail,
  format('alter table %s enable row level security;', c.label) as remedy
from app_relations c
join pg_catalog.pg_inherits i on i.inhrelid = c.oid
join app_relations p on p.oid = i.inhparent and p.has_rls
where not c.has_rls and exists (select from app_rights g where g.relation = c.oid and g.role <> 'service_role')
group by c.label
