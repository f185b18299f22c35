-- Privileges that row level security does not hold back. Medium: no HTTP request truncates, attaches triggers or makes references.
select '0022_rights_past_policies' as id, 'medium' as severity, g.label as object,
  format('%s: policies are about rows and hold none of that back. Whoever may truncate a table empties it for every tenant; whoever may attach a trigger runs code when others write.',
    string_agg(distinct format('%s has %s', g.role, upper(g.privilege)), ', ')) as detail,
  format('revoke %s on table %s from public, anon, authenticated;', string_agg(distinct g.privilege, ', '), g.label) as remedy
from app_rights g
where g.role <> 'service_role' and g.privilege in ('truncate', 'trigger', 'references') and g.kind in ('r', 'p')
group by g.label
