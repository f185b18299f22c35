-- The policies of the first migration: both apply to every database role, and the insert policy only requires a signed-in user.
drop policy "Members can view their organizations' usage" on public.usage_events;
drop policy "Members can record their own usage" on public.usage_events;

create policy "Users can view own org usage"
  on public.usage_events for select
  using (org_id in (
    select org_id from public.org_members where user_id = auth.uid()
  ));

create policy "Authenticated can insert usage"
  on public.usage_events for insert
  with check (auth.uid() is not null);
