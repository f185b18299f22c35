-- Rights that row level security does not hold back.
select '0022_rights_past_policies' as id, 'high' as severity, g.label as object,
  format('%s on this table: policies are about rows and hold none of that back. Whoever may truncate it empties it for every tenant; whoever may attach a trigger runs code when others write.',
    string_agg(distinct format('%s may %s', g.role, g.privilege), ', ')) as detail,
  format('revoke %s on table %s from public, anon, authenticated;', string_agg(distinct g.privilege, ', '), g.label) as remedy
from app_rights g
where g.role <> 'service_role' and g.privilege in ('truncate', 'trigger', 'references') and g.kind in ('r', 'p')
group by g.label
