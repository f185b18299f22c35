-- A partition or child table without row level security, whose parent has it, and on which anon or authenticated has a privilege.
-- Why: The parent's policies apply only to queries that name the parent. A query that names the child table reads the rows without
--   policies.
-- Repair: Enable row level security on the child table, or revoke the privileges on the child table from anon and authenticated.
-- Accept: Never.
-- Splinter: 0013_rls_disabled_in_public
select '0020_child_table_open' as id, 'critical' as severity, c.label as object,
  format('This table stores rows of its parent table %s. The parent''s policies do not apply to a query that names this table.',
    string_agg(p.label, ', '))
    as detail,
  format('alter table %s enable row level security;', c.label) as remedy
from app_relations c
join pg_catalog.pg_inherits i on i.inhrelid = c.oid
join app_relations p on p.oid = i.inhparent and p.has_rls
where not c.has_rls and c.kind in ('r', 'p')
  and exists (select from app_rights g where g.relation = c.oid and g.role <> 'service_role' and g.privilege in ('select', 'insert',
    'update', 'delete'))
group by c.label
