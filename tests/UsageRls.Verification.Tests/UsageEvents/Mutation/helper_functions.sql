-- Changes policies, columns and indexes to forms that later migrations may use: functions in another schema, arrays, CHECK constraints,
-- INCLUDE columns.
create schema private;
create function private.my_organizations() returns setof uuid
  language sql stable security definer set search_path = ''
as $$
  select m.org_id from public.org_members m where m.user_id = (select auth.uid())
$$;
create function private.is_mine(organization uuid) returns boolean
  language sql stable security definer set search_path = ''
begin atomic
  select exists (select from public.org_members m where m.org_id = organization and m.user_id = (select auth.uid()));
end;
revoke all on all functions in schema private from public, anon, service_role;
grant usage on schema private to authenticated;
grant execute on all functions in schema private to authenticated;

drop policy "Members can view their organizations' usage" on public.usage_events;
drop policy "Members can record their own usage" on public.usage_events;
create policy "Members can view their organizations' usage"
  on public.usage_events for select to authenticated
  using (org_id = any (array(select private.my_organizations())));
create policy "Members can record their own usage"
  on public.usage_events for insert to authenticated
  with check (user_id = (select auth.uid()) and private.is_mine(org_id));

alter table public.usage_events
  alter column metadata set not null,
  add constraint usage_events_tokens_check check (tokens_input >= 0 and tokens_output >= 0);
drop index public.usage_events_org_created_idx;
create index usage_events_org_created_idx on public.usage_events (org_id, created_at desc) include (tokens_total);
create index usage_events_user_idx on public.usage_events (user_id);
