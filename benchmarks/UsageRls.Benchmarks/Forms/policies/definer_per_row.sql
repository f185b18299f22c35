-- A security definer function asked about each row's organisation.
drop policy "Members can view their organizations' usage" on public.usage_events;
drop policy "Members can record their own usage" on public.usage_events;

create schema if not exists form;
grant usage on schema form to authenticated;
create function form.is_member(organization uuid) returns boolean
  language sql stable security definer set search_path = ''
as $$
  select exists (select from public.org_members m where m.org_id = organization and m.user_id = (select auth.uid()))
$$;

create policy "Members can view their organizations' usage"
  on public.usage_events for select
  to authenticated
  using (form.is_member(org_id));

create policy "Members can record their own usage"
  on public.usage_events for insert
  to authenticated
  with check (user_id = (select auth.uid()) and form.is_member(org_id));
