-- Privileges that row level security does not restrict: TRUNCATE, TRIGGER, REFERENCES, MAINTAIN.
-- Why: TRUNCATE deletes the rows of every tenant. TRIGGER, also on a view, lets a role attach code that runs when other users write. The
--   HTTP API has no command for these privileges, so a caller needs a SQL connection. Older Supabase projects grant these privileges on
--   every new table.
-- Repair: Revoke these privileges from public, anon and authenticated.
-- Accept: Projects where nobody has a database login as anon or authenticated.
-- Splinter: none
select '0022_rights_past_policies' as id, 'medium' as severity, g.label as object,
  format('%s. Policies do not restrict these privileges. The HTTP API has no command for these privileges, so a caller needs a SQL '
    'connection.',
    string_agg(distinct format('%s has %s', g.role, upper(g.privilege)), ', ')) as detail,
  format('revoke %s on table %s from public, anon, authenticated;', string_agg(distinct g.privilege, ', '), g.label) as remedy
from app_rights g
join app_relations r on r.oid = g.relation
where g.role <> 'service_role' and (
  g.privilege in ('truncate', 'trigger', 'references', 'maintain') and g.kind in ('r', 'p')
  or g.privilege in ('trigger', 'maintain') and g.kind in ('v', 'm', 'f'))
group by g.label
