-- Rows for the twenty access checks: two organisations with three and two events, three members, and a user without a membership.
insert into auth.users (id) values
  ('a0000000-0000-4000-8000-000000000001'), -- ana, member of the first organisation
  ('a0000000-0000-4000-8000-000000000002'), -- ben, also member of the first organisation
  ('b0000000-0000-4000-8000-000000000001'), -- cleo, member of the second organisation
  ('c0000000-0000-4000-8000-000000000001'); -- dan, member of no organisation

insert into public.organizations (id, name, slug) values
  ('10000000-0000-4000-8000-000000000000', 'First', 'first'),
  ('20000000-0000-4000-8000-000000000000', 'Second', 'second');

insert into public.org_members (org_id, user_id) values
  ('10000000-0000-4000-8000-000000000000', 'a0000000-0000-4000-8000-000000000001'),
  ('10000000-0000-4000-8000-000000000000', 'a0000000-0000-4000-8000-000000000002'),
  ('20000000-0000-4000-8000-000000000000', 'b0000000-0000-4000-8000-000000000001');

insert into public.usage_events (org_id, user_id, action) values
  ('10000000-0000-4000-8000-000000000000', 'a0000000-0000-4000-8000-000000000001', 'agency:scope:generate'),
  ('10000000-0000-4000-8000-000000000000', 'a0000000-0000-4000-8000-000000000001', 'agency:scope:generate'),
  ('10000000-0000-4000-8000-000000000000', 'a0000000-0000-4000-8000-000000000002', 'agency:scope:generate'),
  ('20000000-0000-4000-8000-000000000000', 'b0000000-0000-4000-8000-000000000001', 'agency:scope:generate'),
  ('20000000-0000-4000-8000-000000000000', 'b0000000-0000-4000-8000-000000000001', 'agency:scope:generate');
