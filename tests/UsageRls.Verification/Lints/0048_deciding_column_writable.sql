-- A column that policies of other tables read to decide access, and that users can write in their own row.
-- Why: If users may edit their own profile, and a policy gives access by profiles.is_admin, every user can become an administrator.
-- Repair: Grant INSERT and UPDATE on the other columns only.
-- Accept: Columns that give no access to other users' rows.
-- Splinter: none
select '0048_deciding_column_writable' as id, 'critical' as severity, format('%s.%I', r.label, a.attname) as object,
  format('Policies of %s read this column to decide access, and every signed-in user may %s this column in their own row.',
    string_agg(distinct other.table_label, ', '), string_agg(distinct w.privilege, ' and ')) as detail,
  format('revoke insert, update on table %s from public, anon, authenticated;%s', r.label,
    coalesce((select ' grant update (' || string_agg(quote_ident(o.attname), ', ' order by o.attnum)
      || format(') on table %s to authenticated;', r.label)
      from pg_catalog.pg_attribute o
      where o.attrelid = r.oid and o.attnum > 0 and not o.attisdropped and o.attgenerated = ''
        and not exists (select from policy_asks x where x.relation = r.oid and x.attnum = o.attnum and x.policy_relation <> r.oid)
        and exists (select from app_rights g where g.relation = r.oid and g.role = 'authenticated' and g.privilege = 'update')), ''))
          as remedy
from policy_asks asked
join app_policies other on other.oid = asked.policy and other.relation <> asked.relation and other.is_permissive
join app_relations r on r.oid = asked.relation and r.kind in ('r', 'p')
join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attnum = asked.attnum
-- The other table's policy finds the caller's row by a second column of this table, which contains the user's id.
join policy_asks who on who.policy = other.oid and who.relation = r.oid and who.attnum <> asked.attnum
join pg_catalog.pg_attribute u on u.attrelid = r.oid and u.attnum = who.attnum
join lateral (
  select p.command, case when p.command = 'insert' then 'insert' else 'update' end as privilege
  from app_policies p
  where p.relation = r.oid and p.is_permissive and p.is_for_users and p.command in ('insert', 'update', 'all')
    -- A user without a tenant can write their own row: an INSERT must pass WITH CHECK, an UPDATE must also pass USING.
    and exists (select from policy_tries y where y.policy = p.oid and y.caller = 'stranger' and y.clause = 'check'
      and y.yes > y.foreign_yes)
    and (p.command = 'insert' or exists (select from policy_tries y where y.policy = p.oid and y.caller = 'stranger' and y.clause = 'using'
      and y.yes > y.foreign_yes))
    -- Leave out a policy that reads the deciding column: its condition may restrict the value.
    and not exists (select from policy_asks own where own.policy = p.oid and own.relation = r.oid and own.attnum = asked.attnum
      and own.via is null)
    and not exists (select from join_requests j where j.policy = p.oid)
    -- Leave out a policy by which invited users accept: they set a column such as joined_at in a row that they cannot insert themselves.
    and (p.command = 'insert' or a.attname !~ '(^|_)(accepted|confirmed|joined|agreed|consented|yes)(_|$)' or exists (
      select from app_policies i join policy_tries y on y.policy = i.oid
      where i.relation = r.oid and i.is_permissive and i.command in ('insert', 'all') and y.caller = 'stranger' and y.clause = 'check'
        and y.yes > 0))
    -- Leave out a policy by which users share their own rows: the row names the user who shares, and gives access to that user's rows only.
    and not exists (
      select
      from policy_asks giver
      join pg_catalog.pg_attribute g on g.attrelid = r.oid and g.attnum = giver.attnum
      where giver.policy = other.oid and giver.relation = r.oid and giver.attnum <> u.attnum
        and pg_temp.asks_for_caller(concat(p.using_text, ' ', p.check_text), g.attname)
        and not pg_temp.asks_for_caller(concat(p.using_text, ' ', p.check_text), u.attname)
        and not exists (
          select
          from policy_asks x
          join pg_catalog.pg_constraint f on f.conrelid = r.oid and f.contype = 'f' and x.attnum = any (f.conkey)
          where x.policy = other.oid and x.relation = r.oid and x.attnum not in (u.attnum, g.attnum) and g.attnum <> all (f.conkey)))
) as w on exists (select from app_rights g where g.relation = r.oid and g.role = 'authenticated' and g.privilege = w.privilege
  and (g.column_name is null or g.column_name = a.attname))
where exists (select from policy_texts t where t.policy = other.oid and pg_temp.mentions(t.text, r.name)
    and pg_temp.asks_for_caller(t.text, u.attname))
  -- Leave out policies that find the row by its primary key: the row's owner may give access to rows that reference the row.
  and not exists (
    select from pg_catalog.pg_index i join policy_asks s on s.policy = other.oid and s.relation = r.oid and s.attnum = i.indkey[0]
    where i.indrelid = r.oid and i.indisprimary and i.indnkeyatts = 1 and i.indkey[0] <> u.attnum)
  -- Leave out a column in which users choose one of their memberships, also if a foreign key refers to the user's membership.
  and not exists (select from pg_catalog.pg_constraint f where f.conrelid = r.oid and f.contype = 'f'
    and f.conkey @> array[a.attnum, u.attnum])
  and not exists (select from chosen_memberships c where c.policy = other.oid and c.relation = r.oid and c.attnum = a.attnum)
group by r.oid, r.label, a.attname, a.attnum
