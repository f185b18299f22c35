-- Twenty access checks of usage_events, written in pgTAP; the program pg_prove runs this file.
begin;
select plan(20);

set local role authenticated;
select set_config('request.jwt.claims', '{"sub":"a0000000-0000-4000-8000-000000000001","role":"authenticated"}', true);
select is((select count(*) from public.usage_events where org_id = '10000000-0000-4000-8000-000000000000'), 3::bigint,
  'member sees the three events of her organisation');
select is((select count(*) from public.usage_events where org_id = '20000000-0000-4000-8000-000000000000'), 0::bigint,
  'member sees none of another organisation');
select is((select count(*) from public.usage_events), 3::bigint, 'member sees three events in all');
select throws_ok($$insert into public.usage_events (org_id, user_id, action) values ('10000000-0000-4000-8000-000000000000',
  'a0000000-0000-4000-8000-000000000002', 'agency:scope:generate')$$, '42501', null, 'member records nothing in the name of a colleague');
select throws_ok($$insert into public.usage_events (org_id, user_id, action) values ('20000000-0000-4000-8000-000000000000',
  'a0000000-0000-4000-8000-000000000001', 'agency:scope:generate')$$, '42501', null, 'member records nothing in another organisation');
select throws_ok($$insert into public.usage_events (id, org_id, user_id, action) values ('10000000-0000-4000-8000-000000000000',
  '10000000-0000-4000-8000-000000000000', 'a0000000-0000-4000-8000-000000000001', 'agency:scope:generate')$$, '42501', null,
  'member does not choose an id');
select throws_ok($$update public.usage_events set action = 'agency:scope:revise'$$, '42501', null, 'member changes nothing');
select throws_ok($$delete from public.usage_events$$, '42501', null, 'member removes nothing');
select throws_ok($$truncate public.usage_events$$, '42501', null, 'member empties nothing');

reset role;
set local role authenticated;
select set_config('request.jwt.claims', '{"sub":"b0000000-0000-4000-8000-000000000001","role":"authenticated"}', true);
select is((select count(*) from public.usage_events), 2::bigint, 'other member sees the two events of her organisation');
select is((select count(*) from public.usage_events where org_id = '10000000-0000-4000-8000-000000000000'), 0::bigint,
  'other member sees none of the first organisation');

reset role;
set local role authenticated;
select set_config('request.jwt.claims', '{"sub":"c0000000-0000-4000-8000-000000000001","role":"authenticated"}', true);
select is((select count(*) from public.usage_events), 0::bigint, 'stranger sees nothing');
select throws_ok($$insert into public.usage_events (org_id, user_id, action) values ('10000000-0000-4000-8000-000000000000',
  'c0000000-0000-4000-8000-000000000001', 'agency:scope:generate')$$, '42501', null, 'stranger records nothing');

reset role;
set local role anon;
select set_config('request.jwt.claims', '', true);
select throws_ok($$select count(*) from public.usage_events$$, '42501', null, 'no token reads nothing');
select throws_ok($$insert into public.usage_events (org_id, user_id, action) values ('10000000-0000-4000-8000-000000000000',
  'a0000000-0000-4000-8000-000000000001', 'agency:scope:generate')$$, '42501', null, 'no token records nothing');
select throws_ok($$truncate public.usage_events$$, '42501', null, 'no token empties nothing');

reset role;
set local role service_role;
select set_config('request.jwt.claims', '{"role":"service_role"}', true);
select is((select count(*) from public.usage_events), 5::bigint, 'service role sees all five events');
select throws_ok($$update public.usage_events set action = 'agency:scope:revise'$$, '42501', null, 'service role changes nothing');
select lives_ok($$insert into public.usage_events (org_id, user_id, action) values ('20000000-0000-4000-8000-000000000000',
  'b0000000-0000-4000-8000-000000000001', 'agency:scope:generate')$$, 'service role records usage for anyone');

reset role;
set local role authenticated;
select set_config('request.jwt.claims', '{"sub":"a0000000-0000-4000-8000-000000000001","role":"authenticated"}', true);
select lives_ok($$insert into public.usage_events (org_id, user_id, action) values ('10000000-0000-4000-8000-000000000000',
  'a0000000-0000-4000-8000-000000000001', 'agency:scope:generate')$$, 'member records her own usage');

reset role;
select * from finish();
rollback;
