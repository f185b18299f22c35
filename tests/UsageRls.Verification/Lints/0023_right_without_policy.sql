-- A privilege of anon or authenticated for which no permissive policy exists.
-- Why: Without a permissive policy for the privilege's command, the role cannot use the privilege on any row now. The privilege opens the
--   table as soon as such a policy is added or row level security is disabled.
-- Repair: Revoke the privileges.
-- Accept: Older Supabase projects, which grant these privileges on every new table.
-- Splinter: none
select '0023_right_without_policy' as id, 'note' as severity, format('%s for %s', r.label, g.role) as object,
  format('%s has %s on this table, but no permissive policy for these commands, so the role can use them on no row now. The privileges '
    'open the table as soon as such a policy is added or row level security is disabled.',
    g.role, string_agg(distinct g.privilege, ', ')) as detail,
  format('revoke %s on table %s from public, %I;', string_agg(distinct g.privilege, ', '), r.label, g.role) as remedy
from app_relations r
join app_rights g on g.relation = r.oid and g.role in ('anon', 'authenticated') and g.privilege in ('select', 'insert', 'update', 'delete')
where r.kind in ('r', 'p') and r.has_rls
  and exists (select from app_policies p where p.relation = r.oid)
  and not exists (
    select from app_policies p
    where p.relation = r.oid and p.is_permissive and p.command in ('all', g.privilege)
      and case g.role when 'anon' then p.is_for_anon else p.is_for_users end)
group by r.label, g.role
