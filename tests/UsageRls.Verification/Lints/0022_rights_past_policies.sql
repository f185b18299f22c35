-- Privileges that row level security does not hold: TRUNCATE, TRIGGER, REFERENCES, MAINTAIN.
-- Why: Whoever may truncate a table empties it for every tenant; whoever may attach a trigger, also to a view, runs code when others
--   write. The HTTP API has no such commands; SQL as one of its roles has. Older projects grant them on every new table.
-- Repair: Revoke them.
-- Accept: Where nobody has a database login as a role of the API.
-- Splinter: none
select '0022_rights_past_policies' as id, 'medium' as severity, g.label as object,
  format('%s. Policies are about rows and hold none of that. By SQL only: the HTTP API has no such commands.',
    string_agg(distinct format('%s has %s', g.role, upper(g.privilege)), ', ')) as detail,
  format('revoke %s on table %s from public, anon, authenticated;', string_agg(distinct g.privilege, ', '), g.label) as remedy
from app_rights g
join app_relations r on r.oid = g.relation
where g.role <> 'service_role' and (
  g.privilege in ('truncate', 'trigger', 'references', 'maintain') and g.kind in ('r', 'p')
  or g.privilege in ('trigger', 'maintain') and g.kind in ('v', 'm', 'f'))
group by g.label
