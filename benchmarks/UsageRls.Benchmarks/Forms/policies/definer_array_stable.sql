-- One's organisations from a security definer function that returns an array, which the planner asks too.
drop policy "Members can view their organizations' usage" on public.usage_events;
drop policy "Members can record their own usage" on public.usage_events;

create schema if not exists form;
grant usage on schema form to authenticated;
create function form.my_organizations() returns uuid[]
  language sql stable security definer set search_path = ''
as $$
  select array(select m.org_id from public.org_members m where m.user_id = (select auth.uid()))
$$;

create policy "Members can view their organizations' usage"
  on public.usage_events for select
  to authenticated
  using (org_id = any (form.my_organizations()));

create policy "Members can record their own usage"
  on public.usage_events for insert
  to authenticated
  with check (user_id = (select auth.uid()) and org_id = any (form.my_organizations()));
