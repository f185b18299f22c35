-- Creates the temporary tables, views and functions that lints use. The tables describe the application's objects: objects of Supabase
-- and of extensions are left out, but a policy on a Supabase table counts as a policy of the application.
-- To run a lint by hand: begin; set local search_path = ''; then this file, made_up.sql, the lint, and rollback, because made_up.sql
-- inserts rows.
create temp table app_schemas as
select n.oid, n.nspname as name
from pg_catalog.pg_namespace n
where n.nspname !~ '^pg_' and n.nspname not in (
  'information_schema', 'auth', 'extensions', 'storage', 'realtime', '_realtime', 'vault', 'graphql', 'graphql_public', 'pgbouncer',
  'pgsodium', 'pgsodium_masks', 'supabase_functions', 'supabase_migrations', 'cron', 'net', 'pgmq', 'tiger', 'topology', '_analytics',
    'dbdev');

-- Relations of the application, and Supabase tables that have policies, because applications write those policies.
create temp table known_relations as
select c.oid, n.nspname as schema, c.relname as name, format('%I.%I', n.nspname, c.relname) as label, c.relkind as kind,
  c.relrowsecurity as has_rls, c.relforcerowsecurity as is_forced, c.relowner as owner, c.relispartition as is_partition,
  coalesce(c.reloptions, '{}') as options, s.oid is not null as is_application
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join app_schemas s on s.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f')
  and (s.oid is not null or exists (select from pg_catalog.pg_policy p where p.polrelid = c.oid))
  and not exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid
    and d.deptype = 'e');

create temp view app_relations as select * from known_relations where is_application;

create temp table api_roles as
select r.oid, r.rolname as name from pg_catalog.pg_roles r where r.rolname in ('anon', 'authenticated', 'service_role');

-- A policy applies to a role if the policy names PUBLIC, the role itself, or another role whose privileges the role inherits.
create temp table app_policies as
select p.oid, p.polrelid as relation, r.label as table_label, p.polname as name, format('%s %I', r.label, p.polname) as label,
  p.polpermissive as is_permissive, p.polroles as roles, r.has_rls, r.is_application,
  case p.polcmd when '*' then 'all' when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' else 'delete' end as command,
  pg_catalog.pg_get_expr(p.polqual, p.polrelid) as using_text, pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) as check_text,
  reach.is_for_anon, reach.is_for_users
from pg_catalog.pg_policy p
join known_relations r on r.oid = p.polrelid
cross join lateral (
  select coalesce(bool_or(a.name = 'anon'), false) as is_for_anon, coalesce(bool_or(a.name = 'authenticated'), false) as is_for_users
  from api_roles a
  where 0 = any (p.polroles) or exists (select from unnest(p.polroles) as t (oid) where t.oid <> 0 and pg_catalog.pg_has_role(a.oid, t.oid,
    'usage'))
) as reach;

-- Privileges of the API roles on relations and on single columns, also those that an API role has through PUBLIC or another role.
-- A row without column_name is a privilege on the whole relation. A privilege counts only if the API role has USAGE on the schema.
create temp table app_rights as
with privileges (name, is_by_column) as (
  values ('select', true), ('insert', true), ('update', true), ('references', true), ('delete', false), ('truncate', false),
    ('trigger', false)
  union all select 'maintain', false where current_setting('server_version_num')::int >= 170000
), by_table as (
  select r.oid as relation, r.label, r.kind, a.name as role, p.name as privilege, p.is_by_column,
    pg_catalog.has_table_privilege(a.oid, r.oid, p.name) as is_held
  from known_relations r
  join pg_catalog.pg_class c on c.oid = r.oid
  cross join api_roles a
  cross join privileges p
  where pg_catalog.has_schema_privilege(a.oid, c.relnamespace, 'usage')
)
select b.relation, b.label, b.kind, b.role, b.privilege, null::name as column_name from by_table b where b.is_held
union all
select b.relation, b.label, b.kind, b.role, b.privilege, t.attname
from by_table b
join pg_catalog.pg_attribute t on t.attrelid = b.relation and t.attnum > 0 and not t.attisdropped
where not b.is_held and b.is_by_column and b.kind in ('r', 'p', 'v', 'm', 'f')
  and pg_catalog.has_any_column_privilege(b.role, b.relation, b.privilege) and pg_catalog.has_column_privilege(b.role, b.relation, t.attnum,
    b.privilege);

create temp table app_functions as
select p.oid, s.name as schema, p.proname as name, p.oid::pg_catalog.regprocedure::text as label, p.prosecdef as is_definer,
  p.proowner as owner,
  p.prorettype in ('pg_catalog.trigger'::pg_catalog.regtype, 'pg_catalog.event_trigger'::pg_catalog.regtype) as is_trigger,
    p.proleakproof as is_leakproof,
  p.provolatile as volatility, l.lanname as language, p.proargnames as argument_names,
  (select substr(setting, length('search_path=') + 1) from unnest(p.proconfig) as settings (setting) where setting like 'search\_path=%')
    as path,
  p.proconfig is not null as has_settings,
  -- A role may call a function if it has EXECUTE on the function and USAGE on its schema.
  pg_catalog.has_function_privilege('anon', p.oid, 'execute') and pg_catalog.has_schema_privilege('anon', p.pronamespace, 'usage')
    as anon_may,
  pg_catalog.has_function_privilege('authenticated', p.oid, 'execute') and pg_catalog.has_schema_privilege('authenticated', p.pronamespace,
    'usage') as users_may,
  regexp_replace(regexp_replace(coalesce(pg_catalog.pg_get_function_sqlbody(p.oid), p.prosrc), '--[^\n]*', '', 'g'), '/\*.*?\*/', '', 'g')
    as source,
  pg_catalog.pg_get_expr(p.proargdefaults, 0) as defaults,
  o.rolsuper or o.rolbypassrls as is_owner_above_policies
from pg_catalog.pg_proc p
join app_schemas s on s.oid = p.pronamespace
join pg_catalog.pg_language l on l.oid = p.prolang
join pg_catalog.pg_roles o on o.oid = p.proowner
where p.prokind in ('f', 'p')
  and not exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objid = p.oid
    and d.deptype = 'e');

-- The relations that each view or materialized view reads, directly or through other views.
create temp view app_reads as
with recursive direct (reader, source) as (
  select distinct w.ev_class, d.refobjid
  from pg_catalog.pg_rewrite w
  join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and d.objid = w.oid
    and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid <> w.ev_class
  where w.rulename = '_RETURN'
), all_reads (reader, source) as (
  select reader, source from direct
  union
  select a.reader, d.source from all_reads a join direct d on d.reader = a.source
)
select reader, source from all_reads;

-- Whether a text, such as the source of a function, contains a name as a whole word.
create function pg_temp.mentions(source text, name text) returns boolean
language sql immutable
as $$ select strpos(source, name) > 0 and source ~ ('(^|[^\w])' || regexp_replace(name, '(\W)', '\\\1', 'g') || '($|[^\w])') $$;

-- Whether an expression or a function's source compares a column, found by its name, with the caller's id.
create function pg_temp.asks_for_caller(source text, name text) returns boolean
language sql immutable
as $$
  select source ~* ('\m' || name || '\M"?\s*=\s*\(?\s*\(?\s*(select\s+)?auth\.(uid|jwt)|auth\.uid\(\)(\s+as\s+uid)?\s*\)?\s*=\s*(\w+\.)?"?'
    || name || '\M')
$$;

-- For each policy, the functions of the application that the policy calls, directly or through other functions. A call in the source of a
-- function is recognized by the name of the called function.
create temp table policy_functions as
with recursive calls as (
  select f.oid as caller, g.oid as callee
  from app_functions f
  join app_functions g on g.oid <> f.oid and strpos(f.source, g.name) > 0
    and f.source ~ ('(^|[^\w.]|\m' || regexp_replace(g.schema, '(\W)', '\\\1', 'g') || '"?\.)"?' || regexp_replace(g.name, '(\W)', '\\\1',
      'g') || '"?\s*\(')
), reached (policy, function) as (
  select d.objid, f.oid
  from pg_catalog.pg_depend d
  join app_functions f on d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass and f.oid = d.refobjid
  where d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass
  union
  select r.policy, c.callee from reached r join calls c on c.caller = r.function
)
select policy, function from reached;

-- For each policy, its own text and the source of each function that it calls, with the defaults of the function's arguments, which can
-- ask for the caller: `person uuid default auth.uid()`.
create temp view policy_texts as
select p.oid as policy, concat(p.using_text, ' ', p.check_text) as text, null::text as via from app_policies p
union all
select p.policy, concat(f.source, ' ', f.defaults), f.label from policy_functions p join app_functions f on f.oid = p.function;

-- The columns that policies read, of their own table and of other tables. Columns that a policy reads in a function (via) are found by
-- name: the function's source contains the names of the table and of the column.
create temp table policy_asks as
select p.oid as policy, p.relation as policy_relation, d.refobjid as relation, d.refobjsubid as attnum, null::oid as via
from app_policies p
join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass and d.objid = p.oid
  and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjsubid > 0
union
select p.oid, p.relation, r.oid, a.attnum, f.oid
from policy_functions pf
join app_policies p on p.oid = pf.policy
join app_functions f on f.oid = pf.function
join app_relations r on pg_temp.mentions(f.source, r.name)
join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped and pg_temp.mentions(f.source, a.attname);

create temp table single_keys as
select k.conrelid as relation, k.conkey[1] as attnum, k.confrelid as target, k.confkey[1] as target_attnum, k.confdeltype as on_delete
from pg_catalog.pg_constraint k
where k.contype = 'f' and cardinality(k.conkey) = 1;

create temp table person_columns as
select r.oid as relation, a.attnum, a.attname as column_name
from app_relations r
join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
where exists (select from single_keys k where k.relation = r.oid and k.attnum = a.attnum
  and k.target = pg_catalog.to_regclass('auth.users'))
  or (a.atttypid = 'uuid'::pg_catalog.regtype and a.attname ~ '^(user|owner|author|member|profile|account_user)_?id$|^created_by$');

-- Membership tables: a membership table has a user column, which policies read, and a foreign key to another table, the tenant table. A
-- unique index covers both columns, or only the user column.
create temp table app_memberships as
select distinct m.oid as relation, m.label, u.attnum as user_attnum, k.attnum as tenant_attnum, k.target as tenant_table,
  k.target_attnum as tenant_key
from app_relations m
join person_columns u on u.relation = m.oid
join single_keys k on k.relation = m.oid and k.attnum <> u.attnum and k.target <> m.oid
join app_relations t on t.oid = k.target
where m.kind in ('r', 'p')
  and exists (select from policy_asks a where a.relation = m.oid and a.attnum = u.attnum)
  and exists (
    select from pg_catalog.pg_index i
    where i.indrelid = m.oid and i.indisunique and u.attnum = any (i.indkey::int2[])
      and (i.indkey::int2[])[0 : i.indnkeyatts - 1] <@ array[u.attnum, k.attnum]
      -- If the user column alone is unique, each user has one tenant; then the foreign key's column must have a usual tenant name.
      and (i.indnkeyatts = 2 or (select c.attname from pg_catalog.pg_attribute c where c.attrelid = m.oid and c.attnum = k.attnum)
        ~ '^(org|organi[sz]ation|tenant|workspace|team|company|agency|account)_?(id|uuid)?$'))
  -- A table whose primary key references auth.users contains users, so this table is not a tenant table.
  and not exists (select from single_keys p join pg_catalog.pg_index i on i.indrelid = p.relation and i.indisprimary
    and i.indkey[0] = p.attnum
    where p.relation = k.target and p.target = pg_catalog.to_regclass('auth.users'))
  -- A table that only policies for SELECT read, and that refers to a catalog of which everybody may read every row, names inspectors.
  and (
    exists (select from policy_asks a join app_policies p on p.oid = a.policy
      where a.relation = m.oid and a.policy_relation <> m.oid and p.command <> 'select')
    or exists (select from app_policies p where p.relation = k.target and p.command <> 'select')
    or not exists (select from app_policies p where p.relation = k.target and p.is_permissive and p.using_text = 'true'));

-- The columns that name the tenant of a row: foreign keys to tenant tables, columns with a usual name of a tenant column, and columns with
-- the type and name of the tenant column of a membership table, if this name ends with id but is not just id.
create temp table tenant_columns as
with named as materialized (
  select m.tenant_table, t.attname, t.atttypid
  from app_memberships m
  join pg_catalog.pg_attribute t on t.attrelid = m.relation and t.attnum = m.tenant_attnum
)
select r.oid as relation, a.attnum, a.attname as column_name,
  (select min(n.tenant_table) from named n
   where exists (select from single_keys k where k.relation = r.oid and k.attnum = a.attnum and k.target = n.tenant_table)
     or (n.attname = a.attname and n.atttypid = a.atttypid)) as tenant_table
from app_relations r
join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
where r.kind in ('r', 'p')
  and not exists (select from app_memberships m where m.tenant_table = r.oid and m.tenant_key = a.attnum) and (
  a.attname ~ '^(org|organi[sz]ation|tenant|workspace|team|company|agency|account)_?(id|uuid)$'
  or exists (select from single_keys k join app_memberships m on m.tenant_table = k.target where k.relation = r.oid and k.attnum = a.attnum)
  or exists (select from named n where n.attname = a.attname and n.atttypid = a.atttypid and n.attname ~ 'id$' and n.attname <> 'id'));

-- Columns in which users choose one of their memberships: the policy, or a function that it calls, compares the column with a column of a
-- third table, which belongs to a unique key of several columns.
create temp view chosen_memberships as
select asked.policy, asked.relation, asked.attnum
from policy_asks asked
join pg_catalog.pg_attribute a on a.attrelid = asked.relation and a.attnum = asked.attnum
where exists (
  select from policy_asks m
  join pg_catalog.pg_class c on c.oid = m.relation
  join pg_catalog.pg_attribute k on k.attrelid = m.relation and k.attnum = m.attnum
  join pg_catalog.pg_index i on i.indrelid = m.relation and i.indisunique and i.indnkeyatts > 1 and m.attnum = any (i.indkey)
  join policy_texts t on t.policy = m.policy and t.text ~* ('\m' || c.relname || '\M') and t.text ~* (
    '\m' || k.attname || '"?\s*=\s*\w+\."?' || a.attname || '\M|\."?' || a.attname || '"?\s*=\s*(\w+\.)?"?' || k.attname || '\M')
  where m.policy = asked.policy and m.relation <> asked.relation and (m.relation <> asked.policy_relation or t.via is not null));

-- Columns that no UPDATE changes, because a BEFORE trigger sets them back to their old value.
create temp view frozen_columns as
select t.tgrelid as relation, a.attnum
from pg_catalog.pg_trigger t
join pg_catalog.pg_proc f on f.oid = t.tgfoid
join pg_catalog.pg_attribute a on a.attrelid = t.tgrelid and a.attnum > 0 and not a.attisdropped
-- An enabled trigger (not only for replicas) that fires BEFORE (2) UPDATE (16) for each ROW (1) without a condition.
where t.tgenabled in ('O', 'A') and t.tgtype & 19 = 19 and t.tgqual is null and (t.tgattr = '' or a.attnum = any (t.tgattr))
  and f.prosrc ~* ('(;|\mbegin)\s+new\."?' || a.attname || '"?\s*:?=\s*old\."?' || a.attname || '"?\s*;');

-- Whether a relation has a tenant column or a user column, and whether the relation is a tenant table.
create temp view held_tables as
select r.oid as relation,
  exists (select from tenant_columns t where t.relation = r.oid) as by_tenant,
  exists (select from person_columns p where p.relation = r.oid) as by_person,
  exists (select from app_memberships m where m.tenant_table = r.oid) as is_tenants
from known_relations r;

-- Splits an expression, as pg_get_expr prints it, at its outermost ANDs. Returns the whole expression if it has no outermost AND.
create function pg_temp.conjuncts(expression text) returns setof text
language plpgsql immutable
as $$
declare
  inner_text text := regexp_replace(expression, '^\((.*)\)$', '\1');
  depth int := 0;
  start int := 1;
  quoted boolean := false;
  parts text[] := '{}';
begin
  for i in 1 .. length(inner_text) loop
    if substr(inner_text, i, 1) = '''' then quoted := not quoted; end if;
    continue when quoted;
    depth := depth + case substr(inner_text, i, 1) when '(' then 1 when ')' then -1 else 0 end;
    if depth < 0 or depth = 0 and substr(inner_text, i, 4) = ' OR ' then return query select expression; return; end if;
    if depth = 0 and substr(inner_text, i, 5) = ' AND ' then
      parts := parts || substr(inner_text, start, i - start);
      start := i + 5;
    end if;
  end loop;
  return query select unnest(parts || substr(inner_text, start));
end $$;

-- Removes from an expression the sub-selects that have no FROM clause, such as (select auth.uid()): PostgreSQL evaluates such a sub-select
-- once per query if it reads no column of the row.
create function pg_temp.without_scalar_selects(expression text) returns text
language plpgsql immutable
as $$
declare
  rest text := expression;
  kept text := '';
  start int;
  stop int;
  depth int;
begin
  loop
    start := strpos(rest, '( SELECT ');
    if start = 0 then return kept || rest; end if;
    depth := 0; stop := start;
    loop
      depth := depth + case substr(rest, stop, 1) when '(' then 1 when ')' then -1 else 0 end;
      exit when depth = 0 or stop > length(rest);
      stop := stop + 1;
    end loop;
    if substr(rest, start, stop - start) ~ '\mFROM\M' then
      kept := kept || substr(rest, 1, start + 8);
      rest := substr(rest, start + 9);
    else
      kept := kept || substr(rest, 1, start - 1);
      rest := substr(rest, stop + 1);
    end if;
  end loop;
end
$$;

-- Returns the expressions that the calls of format() in a statement insert unquoted, by %s. The text of literals, calls of quoting
-- functions and the conditions of CASE are removed from these expressions. If no call has a literal as its format, returns the statement.
create function pg_temp.unquoted_values(statement text) returns setof text
language plpgsql immutable
as $$
declare
  rest text := statement;
  call text[];
  placeholder text[];
  arguments text[];
  place int;
  start int;
  depth int;
  quoted boolean;
begin
  loop
    call := regexp_match(rest, '\mformat\s*\(\s*(?:e?''((?:[^'']|'''')*)''|\$(\w*)\$(.*?)\$\2\$)\s*,(.*)$', 'i');
    exit when call is null;
    rest := call[4]; arguments := '{}'; start := 1; depth := 0; quoted := false;
    for i in 1 .. length(rest) loop
      if substr(rest, i, 1) = '''' then quoted := not quoted; end if;
      continue when quoted;
      depth := depth + case substr(rest, i, 1) when '(' then 1 when ')' then -1 else 0 end;
      if depth < 0 or depth = 0 and substr(rest, i, 1) = ',' then
        arguments := arguments || substr(rest, start, i - start);
        start := i + 1;
      end if;
      exit when depth < 0;
    end loop;
    rest := substr(rest, start);
    place := 0;
    for placeholder in select regexp_matches(replace(coalesce(call[1], call[3]), '%%', ''), '%(?:(\d+)\$)?-?\d*([sIL])', 'g') loop
      place := coalesce(placeholder[1]::int, place + 1);
      if placeholder[2] = 's' then
        return next regexp_replace(regexp_replace(regexp_replace(arguments[place], '''[^'']*''', '''''', 'g'),
          '\mquote_(ident|literal|nullable)\s*\(([^()]|\([^()]*\))*\)', '', 'gi'), '\m(case|when)\M((?!\mthen\M).)*\mthen\M', '', 'gi');
      end if;
    end loop;
  end loop;
  if rest = statement then return next statement; end if;
end
$$;

-- The policies for INSERT by which users ask for a membership: the new row names the caller, and a column has a value with which the row
-- does not count yet. The texts of policies of other tables require another value of that column.
create temp view join_requests as
select distinct p.oid as policy
from app_policies p
join pg_catalog.pg_attribute u on u.attrelid = p.relation and pg_temp.asks_for_caller(p.check_text, u.attname)
join policy_asks state on state.policy = p.oid and state.relation = p.relation and state.via is null and state.attnum <> u.attnum
join pg_catalog.pg_attribute s on s.attrelid = p.relation and s.attnum = state.attnum
join policy_asks decides on decides.relation = p.relation and decides.attnum = state.attnum and decides.policy_relation <> p.relation
join policy_texts t on t.policy = decides.policy
where p.command = 'insert'
  and (p.check_text ~* ('\m' || s.attname || '"? is null') and t.text ~* ('\m' || s.attname || '"? (is not null|<)')
    or p.check_text ~* ('\mnot \(*"?' || s.attname || '\M|\m' || s.attname || '"? = false')
      and t.text ~* ('\m(and|where)\s+\(*("?\w+"?\.)?"?' || s.attname || '"?\s*($|;|\)|and\M)')
    or p.check_text ~* ('\m' || s.attname || '"? = \(?''') and t.text ~* ('\m' || s.attname || '"?\s*=\s*\(?''')
      and strpos(t.text, (regexp_match(p.check_text, s.attname || '"? = \(?(''[^'']*'')', 'i'))[1]) = 0);
