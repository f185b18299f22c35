-- Inserts many organisations, members and events; equal parameters give equal rows. The number of events of an organisation falls
-- as 1/rank, because the logarithm of the rank is uniformly distributed. Events are inserted in the order of their time, as an
-- application inserts them into an append-only table. Users 1 to 4 are the signed-in callers in QueryCaller.cs.

-- All generated foreign key values are valid, and checking a million of them would take most of the loading time. Therefore a
-- superuser session skips these checks.
select set_config('session_replication_role', 'replica', true) from pg_roles where rolname = session_user and rolsuper;

create temp table load_size on commit drop as
select :'events'::bigint as events, :'organizations'::int as organizations, :'memberships'::int as memberships,
  :'seed'::bigint as seed, :'until'::timestamptz as until;

create function pg_temp.share(number bigint, of_what int) returns float8 language sql immutable
return (hashint8extended(number, of_what) & 1073741823) / 1073741824::float8;
create function pg_temp.organization(rank int) returns uuid language sql immutable
return ('00000000-0000-4000-8000-' || lpad(rank::text, 12, '0'))::uuid;
create function pg_temp.person(number int) returns uuid language sql immutable
return ('aaaaaaaa-0000-4000-8000-' || lpad(number::text, 12, '0'))::uuid;

insert into public.organizations (id, name, slug)
select pg_temp.organization(rank), 'Organisation ' || rank, 'organisation-' || rank
from load_size, generate_series(1, organizations) as rank;

-- Inserts about half as many users as memberships: a user has about two memberships on average.
insert into auth.users (id)
select pg_temp.person(number)
from load_size, generate_series(1, 4 + memberships / 2) as number;

insert into public.org_members (org_id, user_id)
select pg_temp.organization(rank), pg_temp.person(person)
from (
  select 1 as person, 100 as rank
  union all select 2, unnest(array[1, 10, 100])
  union all select 3, 1 + (i - 1) * organizations / 200 from load_size, generate_series(1, 200) as i
  union all
  select 5 + i % (memberships / 2), floor(exp(pg_temp.share(i, seed::int) * ln(organizations + 1)))::int
  from load_size, generate_series(0, memberships - 205) as i
) as membership
on conflict do nothing;

insert into public.usage_events (id, org_id, user_id, action, module_id, tokens_input, tokens_output, metadata, created_at)
select
  md5(seed || ' ' || i)::uuid,
  pg_temp.organization(floor(exp(pg_temp.share(i, seed::int + 1) * ln(organizations + 1)))::int),
  pg_temp.person(5 + floor(pg_temp.share(i, seed::int + 2) * (memberships / 2))::int),
  kind.action, substring(kind.action from '^[a-z]+'),
  500 + floor(pg_temp.share(i, seed::int + 3) * 60000)::int, floor(pg_temp.share(i, seed::int + 4) * 8000)::int,
  jsonb_build_object('model', 'claude-haiku-4-5', 'latency_ms', i % 9000),
  until - (events - i) * (interval '396 days' / events)
from load_size, generate_series(0, events - 1) as i,
  lateral (select (array[
    'agency:scope:generate', 'agency:scope:generate', 'agency:proposal:generate', 'agency:proposal:revise', 'agency:brief:summarize',
    'crm:email:draft', 'crm:lead_score:explain', 'support:ticket:classify', 'knowledge:document:embed', 'billing:invoice:export'
  ])[1 + floor(pg_temp.share(i, seed::int + 5) * 10)::int] as action) as kind;
