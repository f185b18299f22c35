-- Several roles can grant one membership; an option counts as set if any grant sets it. INHERIT and SET exist since PostgreSQL 16.
select 'membership', quote_ident(m.rolname), format('%I in %I', m.rolname, g.rolname),
  concat('member', case when bool_or(a.admin_option) then ', may add members' end,
    case when bool_or(coalesce((to_jsonb(a) ->> 'inherit_option')::boolean, m.rolinherit)) then ', inherits' end,
    case when not bool_or(coalesce((to_jsonb(a) ->> 'set_option')::boolean, true)) then ', may not set it' end),
  format('grant %I to %I%s', g.rolname, m.rolname, case
    when bool_or((to_jsonb(a) ->> 'inherit_option')::boolean) <> m.rolinherit or not bool_or((to_jsonb(a) ->> 'set_option')::boolean)
      then format(' with admin %s, inherit %s, set %s', bool_or(a.admin_option), bool_or((to_jsonb(a) ->> 'inherit_option')::boolean),
        bool_or((to_jsonb(a) ->> 'set_option')::boolean))
    when bool_or(a.admin_option) then ' with admin option' end), format('revoke %I from %I', g.rolname, m.rolname), null, ''
from pg_catalog.pg_auth_members a
join pg_catalog.pg_roles m on m.oid = a.member
join pg_catalog.pg_roles g on g.oid = a.roleid
group by m.rolname, m.rolinherit, g.rolname
order by m.rolname, g.rolname
