-- Evaluates policies on made-up rows, as callers who do not belong to the tenant of the rows. Some lints read these results instead of
-- parsing the texts of the policies.
-- One made-up tenant of each tenant table has the made-up user "member" as its only member. The user "member elsewhere" is a member of
-- other made-up tenants, with different roles and states of the membership.

-- Returns a value of a type, as SQL text; the text "null" for types not listed here. For some types, such as numbers, texts and enums, the
-- argument "number" selects one of several values.
create function pg_temp.made_up_value(type oid, number int) returns text
language sql stable
as $$
  select case
    when b.typname = 'uuid' then format('%L', gen_random_uuid())
    when b.typname in ('json', 'jsonb') then $json$'{}'$json$
    when b.typtype = 'e' then (select format('%L', enumlabel) from pg_catalog.pg_enum where enumtypid = b.oid
      order by enumsortorder offset least(number, 5) limit 1)
    when b.typcategory = 'B' then (number % 2 = 0)::text
    when b.typname = 'int2' then (array['1', '0', '-7', '32001'])[1 + number % 4]
    when b.typcategory = 'N' then (array['1', '0', '-7', '1000003'])[1 + number % 4]
    when b.typname = 'interval' then $day$'1 day'$day$
    when b.typcategory = 'D' then quote_literal((array['2024-06-01', '1970-01-01', '2100-01-01'])[1 + number % 3])
    when b.typcategory = 'S' then (array[$text$'x'$text$, $text$''$text$, quote_literal('x' || substr(md5(random()::text), 1, 7))])[1 +
      number % 3]
    when b.typcategory = 'A' then $list$'{}'$list$
    when b.typcategory = 'I' then $address$'192.0.2.1'$address$
    else 'null'
  end
  from pg_catalog.pg_type t
  join pg_catalog.pg_type b on b.oid = case when t.typtype = 'd' then t.typbasetype else t.oid end
  where t.oid = type
$$;

-- Inserts a row with the given values and a made-up value for each other required column. Returns whether the row was inserted.
create function pg_temp.insert_made_up(relation oid, given jsonb) returns boolean
language plpgsql
as $$
declare
  columns text;
  made text;
begin
  select string_agg(quote_ident(a.attname), ', '), string_agg(case
    when given ? a.attname then format('%L', given ->> a.attname)
    -- The first value that a CHECK constraint of the column lists, if there is such a constraint.
    else coalesce((
      select format('%L', (regexp_match(pg_catalog.pg_get_constraintdef(k.oid), '''([^'']+)''::text(\)|,|\])'))[1])
      from pg_catalog.pg_constraint k
      where k.conrelid = relation and k.contype = 'c' and k.conkey = array[a.attnum]
        and pg_catalog.pg_get_constraintdef(k.oid) ~ '= ANY|= '''
      limit 1), pg_temp.made_up_value(a.atttypid, case when t.typcategory = 'S' then 2 else 0 end)) end, ', ')
  into columns, made
  from pg_catalog.pg_attribute a
  join pg_catalog.pg_type t on t.oid = a.atttypid
  where a.attrelid = relation and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    and (given ? a.attname or (a.attnotnull and not a.atthasdef and a.attidentity = ''));
  execute format('insert into %s (%s) overriding system value values (%s)', relation::pg_catalog.regclass, columns, made);
  return true;
exception when others then
  return false;
end
$$;

create temp table made_up_people (name text primary key, id uuid not null default gen_random_uuid());
insert into made_up_people (name) values ('stranger'), ('member elsewhere'), ('member');
-- One made-up tenant of each tenant table that accepts the made-up rows; no caller in made_up_callers is a member of this tenant.
create temp table made_up_tenants (tenant_table oid primary key, key text not null);

do $$
declare
  m record;
  person record;
  combination jsonb;
  foreign_key text;
  number int := 0;
  before constant text := current_setting('session_replication_role');
begin
  begin
    -- With this setting, foreign keys and triggers do not reject the made-up rows.
    set local session_replication_role = replica;
  exception when insufficient_privilege then
    return; -- without made-up members, lints find less
  end;
  for person in select * from made_up_people loop
    perform pg_temp.insert_made_up('auth.users'::pg_catalog.regclass, jsonb_build_object('id', person.id, 'email',
      replace(person.name, ' ', '-') || '@made-up.invalid'));
  end loop;
  for m in
    select ms.*, ta.attname as key_name, ta.atttypid as key_type, a.attname as tenant_name, u.attname as user_name
    from app_memberships ms
    join pg_catalog.pg_attribute ta on ta.attrelid = ms.tenant_table and ta.attnum = ms.tenant_key
    join pg_catalog.pg_attribute a on a.attrelid = ms.relation and a.attnum = ms.tenant_attnum
    join pg_catalog.pg_attribute u on u.attrelid = ms.relation and u.attnum = ms.user_attnum
    order by ms.relation, ms.tenant_attnum
  loop
    -- One membership for each combination of values of up to three columns, such as role and state, at most 24 memberships. The values are
    -- the labels of an enum, the values in a CHECK constraint, or true and false.
    for combination in
      with choices as (
        select a.attname, array_agg(v.value order by v.value) as options
        from pg_catalog.pg_attribute a
        join pg_catalog.pg_type t on t.oid = a.atttypid
        cross join lateral (
          select e.enumlabel::text from pg_catalog.pg_enum e where e.enumtypid = t.oid
          union select (x.literal)[1] from pg_catalog.pg_constraint k
            cross join regexp_matches(pg_catalog.pg_get_constraintdef(k.oid), '''([^'']+)''::text', 'g') as x (literal)
            where k.conrelid = m.relation and k.contype = 'c' and k.conkey = array[a.attnum]
              and pg_catalog.pg_get_constraintdef(k.oid) ~ '= ANY'
          union select b.value from (values ('true'), ('false')) as b (value) where t.typname = 'bool'
        ) as v (value)
        where a.attrelid = m.relation and a.attnum > 0 and not a.attisdropped
        group by a.attname
        order by count(*) desc, a.attname
        limit 3
      ), numbered as (select row_number() over () as n, attname, options from choices)
      select jsonb_strip_nulls(jsonb_object(array[coalesce(c1.attname, '-'), coalesce(c2.attname, '--'),
        coalesce(c3.attname, '---')]::text[],
          array[o1.value, o2.value, o3.value]))
      from (select) as one
      left join numbered c1 on c1.n = 1 left join lateral unnest(c1.options) as o1 (value) on true
      left join numbered c2 on c2.n = 2 left join lateral unnest(c2.options) as o2 (value) on true
      left join numbered c3 on c3.n = 3 left join lateral unnest(c3.options) as o3 (value) on true
      limit 24
    loop
      number := number + 1;
      foreign_key := case
        when m.key_type = 'uuid'::pg_catalog.regtype then gen_random_uuid()::text
        when m.key_type = 'int2'::pg_catalog.regtype then (32000 + number)::text
        when m.key_type in ('int4'::pg_catalog.regtype, 'int8'::pg_catalog.regtype, 'numeric'::pg_catalog.regtype)
          then (2147000000 + number)::text
        else 'made-up-' || number end;
      perform pg_temp.insert_made_up(m.tenant_table, jsonb_build_object(m.key_name, foreign_key));
      perform pg_temp.insert_made_up(m.relation, combination
        || jsonb_build_object(m.tenant_name, foreign_key, m.user_name, (select p.id from made_up_people p
          where p.name = 'member elsewhere')));
    end loop;
    continue when exists (select from made_up_tenants t where t.tenant_table = m.tenant_table);
    number := number + 1;
    foreign_key := case
      when m.key_type = 'uuid'::pg_catalog.regtype then gen_random_uuid()::text
      when m.key_type = 'int2'::pg_catalog.regtype then (32000 + number)::text
      when m.key_type in ('int4'::pg_catalog.regtype, 'int8'::pg_catalog.regtype, 'numeric'::pg_catalog.regtype)
        then (2147000000 + number)::text
      else 'made-up-' || number end;
    if pg_temp.insert_made_up(m.tenant_table, jsonb_build_object(m.key_name, foreign_key))
      and pg_temp.insert_made_up(m.relation, jsonb_build_object(m.tenant_name, foreign_key, m.user_name, (select p.id from made_up_people p
        where p.name = 'member')))
    then
      insert into made_up_tenants values (m.tenant_table, foreign_key);
    end if;
  end loop;
  perform set_config('session_replication_role', before, true);
end
$$;

-- Returns a topic for realtime.topic() that belongs to no tenant. If the expression contains a prefix of topics, such as 'team:%', the
-- returned topic starts with this prefix, unless the prefix names public channels, such as 'public:%'.
create function pg_temp.made_up_topic(expression text) returns text
language sql volatile
as $$
  select coalesce((
    select x.topic || gen_random_uuid()
    from (
      select 1 as place, replace(ltrim((l.literal)[1], '^'), '%', '') as topic
      from regexp_matches(expression, '''([^'']+)''', 'g') as l (literal)
      where (l.literal)[1] ~ '^\^?\w+[:/.-]%?$|^\w+%$'
      union all
      select 2, (p.part)[2] || (p.part)[1]
      from regexp_matches(expression, 'split_part\([^'']*''([^'']+)''(?:::text)?, 1\)\)? = ''([^'']+)''', 'g') as p (part)
    ) as x
    where expression ~ 'topic' and x.topic !~* '^(public|global|lobby|all|everyone)'
    order by x.place
    limit 1), 'made-up:' || gen_random_uuid())
$$;

-- Evaluates an expression on made-up rows of a relation, for one caller. Returns how many rows were tried, for how many the expression was
-- true (yes), and how many of these true rows do not contain the caller's id (foreign_yes). The caller is not a member of the rows'
-- tenants. The query runs as the role of the caller, so that policies and privileges of the tables that the expression reads apply.
create function pg_temp.try_rows(expression text, of_relation oid, as_role text, caller uuid, out tried int, out yes int,
  out foreign_yes int)
language plpgsql
as $$
declare
  lists text;
  names text;
  columns_in_order text;
  selfs text;
  checks text;
  statement text;
  said record;
begin
  perform set_config('realtime.topic', pg_temp.made_up_topic(expression), true);
  select string_agg(format('(values %s) as %I (value, is_self)', values_list, 'c' || attnum), ' cross join ' order by attnum),
    string_agg(format('%I.value::%s as %I', 'c' || attnum, type_name, 'made ' || attnum), ', ' order by attnum),
    string_agg(format('%I.is_self', 'c' || attnum), ' or ' order by attnum)
  into lists, names, selfs
  from (
    select a.attnum, a.attname, pg_catalog.format_type(a.atttypid, null) as type_name,
      string_agg(format('((%s)::text, %s)', v.value, v.is_self::text), ', ') as values_list
    from pg_catalog.pg_attribute a
    join pg_catalog.pg_type t on t.oid = a.atttypid
    left join tenant_columns tc on tc.relation = a.attrelid and tc.attnum = a.attnum
    cross join lateral (
      -- For a tenant column, and for the key of a tenant table: the key of the made-up tenant, or a made-up value if there is none.
      select coalesce(
          (select quote_literal(mt.key) from made_up_tenants mt where mt.tenant_table = coalesce(tc.tenant_table, of_relation)),
          pg_temp.made_up_value(a.atttypid, 3)) as value, false as is_self
        where tc.attnum is not null or exists (select from app_memberships m where m.tenant_table = of_relation and m.tenant_key = a.attnum)
      union all
      select value, is_self from (
        select pg_temp.made_up_value(a.atttypid, n) as value, false as is_self from generate_series(0, 3) as n
        union
        select quote_literal(caller), true where t.typname = 'uuid' and caller is not null
        union
        select 'null', false where not a.attnotnull
        union
        select quote_literal((x.literal)[1]), false from regexp_matches(expression, '''([^'']+)''', 'g') as x (literal)
          where t.typcategory = 'S' and not (x.literal)[1] ~ '^(sub|role|email|app_metadata|user_metadata)$'
        union
        select (x.literal)[1], false from regexp_matches(expression, '\m(\d{1,9})\M', 'g') as x (literal) where t.typcategory = 'N'
        union
        -- A JSON object {"key": "value"} with the key and value that the expression compares.
        select quote_literal(jsonb_build_object((x.literal)[1], (x.literal)[2])), false
          from regexp_matches(expression, '->> ''([^'']+)''::text\) = ''([^'']*)''', 'g') as x (literal)
            where t.typname in ('json', 'jsonb')
        union
        select quote_literal(jsonb_build_object((x.literal)[1], true)), false
          from regexp_matches(expression, '->> ''([^'']+)''::text\)\)::boolean', 'g') as x (literal) where t.typname in ('json', 'jsonb')
      ) as others
      where others.value is not null and tc.attnum is null and not exists (select from app_memberships m where m.tenant_table = of_relation
        and m.tenant_key = a.attnum)
    ) as v
    where a.attrelid = of_relation and a.attnum > 0 and not a.attisdropped and pg_temp.mentions(expression, a.attname)
    group by a.attnum, a.attname, a.atttypid
  ) as columns;
  -- The columns whose names the expression does not contain are null.
  select concat_ws(', ', names, string_agg(format('null::%s as %I', pg_catalog.format_type(a.atttypid, null), 'made ' || a.attnum), ', '))
  into names
  from pg_catalog.pg_attribute a
  where a.attrelid = of_relation and a.attnum > 0 and not a.attisdropped and not pg_temp.mentions(expression, a.attname);
  -- All columns of the table in their order, so that the expression can pass the whole row to a function.
  select string_agg(format('made.%I as %I', 'made ' || a.attnum, a.attname), ', ' order by a.attnum) into columns_in_order
  from pg_catalog.pg_attribute a
  where a.attrelid = of_relation and a.attnum > 0 and not a.attisdropped;
  -- Rows that a check constraint on several of the named columns refuses cannot exist.
  select string_agg(format(' and (%s) is not false', pg_catalog.pg_get_expr(k.conbin, k.conrelid)), '') into checks
  from pg_catalog.pg_constraint k
  where k.conrelid = of_relation and k.contype = 'c' and cardinality(k.conkey) > 1
    and pg_catalog.pg_get_expr(k.conbin, k.conrelid) !~ '\w\.\w+\('
    and not exists (select from pg_catalog.pg_attribute a where a.attrelid = of_relation and a.attnum = any (k.conkey)
      and not pg_temp.mentions(expression, a.attname));
  statement := format('select count(*)::int as tried, count(*) filter (where said)::int as yes, count(*) filter (where said and not '
    'self)::int as foreign_yes
    from (select coalesce((%s), false) as said, made."made up" as self from (select %s, %s as "made up" from %s limit 600) as made
      cross join lateral (select %s) as %I where true%s) as answers',
    expression, names, coalesce(selfs, 'false'), coalesce(lists, '(select) as nothing'), columns_in_order,
    (select c.relname from pg_catalog.pg_class c where c.oid = of_relation), checks);
  begin
    -- Run the query without rows first: an error in the generated SQL would otherwise look like a policy that denies.
    execute replace(statement, ' limit 600)', ' limit 0)');
  exception
    when syntax_error or undefined_function or undefined_column or datatype_mismatch or cannot_coerce then raise;
    when others then null;
  end;
  begin
    perform set_config('role', as_role, true);
    execute statement into tried, yes, foreign_yes;
    perform set_config('role', 'none', true);
  exception when others then
    -- A row for which the expression raises an error is denied, but the error stops the whole query: evaluate some rows one by one.
    tried := 0; yes := 0; foreign_yes := 0;
    for n in 0 .. 40 loop
      begin
        perform set_config('role', as_role, true);
        execute replace(statement, ' limit 600)', format(' offset %s limit 1)', n * 7)) into said;
        perform set_config('role', 'none', true);
        exit when said.tried = 0;
        yes := yes + said.yes; foreign_yes := foreign_yes + said.foreign_yes;
      exception when others then
        null;
      end;
      tried := tried + 1;
    end loop;
  end;
end
$$;

create temp table made_up_callers as
select 'nobody'::text as name, 'anon'::text as role, null::uuid as id, ''::text as claims
union all select 'nobody, with a token of the API', 'anon', null, '{"role": "anon"}'
union all
select p.name, 'authenticated', p.id, jsonb_build_object('sub', p.id, 'role', 'authenticated', 'aud', 'authenticated', 'aal', 'aal1',
  'is_anonymous', false,
  'email', replace(p.name, ' ', '-') || '@made-up.invalid', 'user_metadata', '{}'::jsonb, 'app_metadata', '{}'::jsonb)::text
from made_up_people p
where p.name <> 'member' and (p.name = 'stranger' or exists (select from made_up_tenants));

-- The USING and WITH CHECK expressions of each permissive policy for anon or authenticated, each combined by AND with the restrictive
-- policies for the same command and roles; and each restrictive policy alone. If a policy has no WITH CHECK, its USING expression also
-- checks new rows.
create temp table policy_clauses as
select p.oid as policy, p.relation, p.command, p.is_for_anon, p.is_for_users, c.clause,
  concat_ws(' and ', '(' || c.expression || ')', (
    select string_agg('(' || case when c.clause = 'using' then r.using_text else coalesce(r.check_text, r.using_text) end || ')', ' and ')
    from app_policies r
    where r.relation = p.relation and not r.is_permissive and (r.command = 'all' or r.command = p.command
      or (p.command = 'all' and r.command = case c.clause when 'using' then 'select' else 'insert' end))
      and (not p.is_for_anon or r.is_for_anon) and (not p.is_for_users or r.is_for_users)
      and case when c.clause = 'using' then r.using_text else coalesce(r.check_text, r.using_text) end is not null)) as expression
from app_policies p
cross join lateral (
  select 'using' as clause, p.using_text as expression where p.using_text is not null
  union all
  select 'check', coalesce(p.check_text, p.using_text) where p.command in ('all', 'insert', 'update')
) as c
where p.is_permissive and (p.is_for_anon or p.is_for_users)
union all
select p.oid, p.relation, p.command, p.is_for_anon, p.is_for_users, 'restrictive', coalesce(p.using_text, p.check_text)
from app_policies p
where not p.is_permissive and coalesce(p.using_text, p.check_text) is not null;

create temp table policy_tries (policy oid, command text, clause text, caller text, role text, tried int, yes int, foreign_yes int);
do $$
declare
  caller record;
  closed record;
  before constant text := coalesce(current_setting('request.jwt.claims', true), '');
begin
  -- A stored policy needs no USAGE on the schemas of its functions, but a query with the policy's text needs USAGE: grant it for the tries.
  create temp table opened on commit drop as
  select a.name as role, s.name as schema from api_roles a, app_schemas s where not pg_catalog.has_schema_privilege(a.oid, s.oid, 'usage');
  for closed in select * from opened loop execute format('grant usage on schema %I to %I', closed.schema, closed.role); end loop;
  -- The search_path of the API, in which functions without their own search_path look up names.
  perform set_config('search_path', 'public, extensions', true);
  for caller in select * from made_up_callers loop
    perform set_config('request.jwt.claims', caller.claims, true);
    insert into policy_tries
    select c.policy, c.command, c.clause, caller.name, caller.role, t.tried, t.yes, t.foreign_yes
    from policy_clauses c
    cross join lateral pg_temp.try_rows(c.expression, c.relation, caller.role, caller.id) as t
    where case caller.role when 'anon' then c.is_for_anon else c.is_for_users end;
  end loop;
  perform set_config('search_path', '', true);
  perform set_config('request.jwt.claims', before, true);
  for closed in select * from opened loop execute format('revoke usage on schema %I from %I', closed.schema, closed.role); end loop;
end
$$;

-- Runs EXPLAIN, as anon and as authenticated, of each command on each table with row level security for which the role has a privilege and
-- a permissive policy. Returns, for each table, role and command, the error about a missing privilege, a missing function or a recursion of
-- policies; null if there is none.
-- EXPLAIN does not run the statement, but it starts the executor, which checks the privileges that the policies need.
create function pg_temp.plan_as_callers() returns table (relation oid, role text, command text, message text)
language plpgsql
as $$
declare
  before constant text := coalesce(current_setting('request.jwt.claims', true), '');
begin
  for relation, role, command, message in
    select distinct r.oid, g.role, g.privilege, format(case g.privilege
      when 'select' then 'explain select 1 from %1$I.%2$I' when 'delete' then 'explain delete from %1$I.%2$I where true'
      when 'update' then 'explain update %1$I.%2$I set %3$I = default where true' else 'explain insert into %1$I.%2$I default values' end,
        r.schema, r.name,
      (select a.attname from pg_catalog.pg_attribute a where a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
        and a.attgenerated = '' and a.attidentity = ''
        and pg_catalog.has_column_privilege(g.role, r.oid, a.attnum, 'update') order by a.attnum limit 1))
    from app_relations r
    join app_rights g on g.relation = r.oid and g.role in ('anon', 'authenticated') and g.privilege in ('select', 'insert', 'update',
      'delete')
    where r.kind in ('r', 'p') and r.has_rls
      and exists (select from app_policies p where p.relation = r.oid and p.is_permissive and p.command in ('all', g.privilege)
        and case g.role when 'anon' then p.is_for_anon else p.is_for_users end)
  loop
    begin
      perform set_config('request.jwt.claims', (select c.claims from made_up_callers c where c.role = plan_as_callers.role
        order by c.claims desc limit 1), true);
      perform set_config('search_path', 'public, extensions', true);
      perform set_config('role', role, true);
      execute message;
      message := null;
    exception when others then
      -- An error "… for table <this table>" means that the role lacks a privilege on a column of the table: no policy has failed.
      message := case when sqlstate in ('42501', '42P17', '42883') and sqlerrm !~ format('for table %s$',
        (select c.relname from pg_catalog.pg_class c where c.oid = relation)) then sqlerrm end;
    end;
    perform set_config('role', 'none', true);
    perform set_config('search_path', '', true);
    return next;
  end loop;
  perform set_config('request.jwt.claims', before, true);
end
$$;
