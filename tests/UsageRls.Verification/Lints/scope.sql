-- What every lint stands on: the application's own objects, without the platform's and without those of extensions.
-- To try a lint by hand, run this first, in the same session.
create temp view app_schemas as
select n.oid, n.nspname as name
from pg_catalog.pg_namespace n
where n.nspname !~ '^pg_' and n.nspname not in (
  'information_schema', 'auth', 'extensions', 'storage', 'realtime', '_realtime', 'vault', 'graphql', 'graphql_public', 'pgbouncer',
  'pgsodium', 'pgsodium_masks', 'supabase_functions', 'supabase_migrations', 'cron', 'net', 'pgmq', 'tiger', 'topology');

create temp view app_relations as
select c.oid, s.name as schema, c.relname as name, format('%I.%I', s.name, c.relname) as label, c.relkind as kind,
  c.relrowsecurity as has_rls, c.relforcerowsecurity as is_forced, c.relowner as owner, c.relispartition as is_partition,
  coalesce(c.reloptions, '{}') as options
from pg_catalog.pg_class c
join app_schemas s on s.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f')
  and not exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid and d.deptype = 'e');

create temp view app_policies as
select p.oid, p.polrelid as relation, r.label as table_label, p.polname as name, format('%s %I', r.label, p.polname) as label,
  p.polpermissive as is_permissive, p.polroles as roles, r.has_rls,
  case p.polcmd when '*' then 'all' when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' else 'delete' end as command,
  pg_catalog.pg_get_expr(p.polqual, p.polrelid) as using_text, pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) as check_text,
  0 = any (p.polroles) or (select r.oid from pg_catalog.pg_roles r where r.rolname = 'anon') = any (p.polroles) as is_for_anon,
  0 = any (p.polroles) or (select r.oid from pg_catalog.pg_roles r where r.rolname = 'authenticated') = any (p.polroles) as is_for_users
from pg_catalog.pg_policy p
join app_relations r on r.oid = p.polrelid;

-- The rights of the API's roles, whoever gave them and under whatever name, on relations and on single columns.
create temp view app_rights as
select r.oid as relation, r.label, r.kind, role.name as role, lower(a.privilege_type) as privilege, null::name as column_name
from app_relations r
join pg_catalog.pg_class c on c.oid = r.oid
cross join pg_catalog.aclexplode(coalesce(c.relacl, pg_catalog.acldefault('r', c.relowner))) a
join (values ('anon'), ('authenticated'), ('service_role')) as role (name) on a.grantee in (0, role.name::pg_catalog.regrole)
union
select r.oid, r.label, r.kind, role.name, lower(a.privilege_type), t.attname
from app_relations r
join pg_catalog.pg_attribute t on t.attrelid = r.oid and t.attnum > 0 and not t.attisdropped
cross join pg_catalog.aclexplode(t.attacl) a
join (values ('anon'), ('authenticated'), ('service_role')) as role (name) on a.grantee in (0, role.name::pg_catalog.regrole);

create temp view app_functions as
select p.oid, s.name as schema, p.proname as name, p.oid::pg_catalog.regprocedure::text as label, p.prosecdef as is_definer, p.proowner as owner,
  p.prorettype = 'pg_catalog.trigger'::pg_catalog.regtype as is_trigger, p.proleakproof as is_leakproof,
  exists (select from unnest(p.proconfig) as settings (setting) where setting like 'search\_path=%') as has_path,
  pg_catalog.has_function_privilege('anon', p.oid, 'execute') as anon_may, pg_catalog.has_function_privilege('authenticated', p.oid, 'execute') as users_may
from pg_catalog.pg_proc p
join app_schemas s on s.oid = p.pronamespace
where p.prokind in ('f', 'p')
  and not exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objid = p.oid and d.deptype = 'e');

-- Whether a view or materialized view reads a relation, at whatever remove.
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

-- The policies' meaning, tried: does the expression say yes to made-up rows, for somebody who belongs nowhere?
create function pg_temp.always_true(expression text, relation oid, signed_in boolean) returns boolean
language plpgsql
as $$
declare
  before constant text := coalesce(current_setting('request.jwt.claims', true), '');
  made_up text;
  said boolean := expression is not null;
begin
  perform set_config('request.jwt.claims', case when signed_in
    then format('{"sub": "%s", "role": "authenticated", "user_metadata": {}, "app_metadata": {}}', gen_random_uuid()) else '' end, true);
  begin
    for row_number in 1 .. 3 loop
      exit when not said;
      select string_agg(format('%s::%s as %I', case
        when t.typname = 'uuid' then 'gen_random_uuid()'
        when t.typname in ('json', 'jsonb') then $json$'{}'$json$
        when t.typtype = 'e' then format('(select enumlabel from pg_catalog.pg_enum where enumtypid = %s order by enumsortorder %s limit 1)', t.oid, case row_number when 1 then 'asc' else 'desc' end)
        when t.typcategory = 'B' then (row_number = 1)::text
        when t.typcategory = 'N' then (array['0', '-7', '1000003'])[row_number]
        when t.typcategory = 'D' then quote_literal((array['1970-01-01', '2024-06-01', '2100-01-01'])[row_number])
        when t.typcategory = 'S' then (array[$text$''$text$, quote_literal('x'), 'md5(random()::text)'])[row_number]
        when t.typcategory = 'A' then $list$'{}'$list$
        else 'null'
      end, pg_catalog.format_type(a.atttypid, null), a.attname), ', ')
      into made_up
      from pg_catalog.pg_attribute a
      join pg_catalog.pg_type t on t.oid = a.atttypid
      where a.attrelid = relation and a.attnum > 0 and not a.attisdropped;
      execute format('select coalesce((%s), false) from (select %s) as %I', expression, made_up, (select c.relname from pg_catalog.pg_class c where c.oid = relation)) into said;
    end loop;
  exception when others then
    said := false; -- what cannot be computed lets nothing through
  end;
  perform set_config('request.jwt.claims', before, true);
  return said;
end
$$;
