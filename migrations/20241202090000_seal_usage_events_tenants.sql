-- Seals the tenants of usage_events off from each other, whatever grants the project started from.
-- Closes: inserts into any organisation under any name by any signed-in user, and the rights that the older platform
-- default hands to every API role (truncate and trigger among them, which row level security does not hold back).

-- On a busy table this gives up rather than queue, for behind it every reader would queue too.
set lock_timeout = '5s';
set statement_timeout = '60s';

-- Rights: what the application needs and no more. Appended to, never rewritten: it is an audit trail.
revoke all on table public.usage_events from public, anon, authenticated, service_role;

grant select on table public.usage_events to authenticated;
-- id and created_at are not a client's to set.
grant insert (org_id, user_id, action, module_id, tokens_input, tokens_output, metadata)
  on table public.usage_events to authenticated;

grant select, insert on table public.usage_events to service_role;

-- Whoever is signed in is the author, also when the client does not say so.
alter table public.usage_events alter column user_id set default auth.uid();

-- A helper function owned by a role without BYPASSRLS is held to the policies too.
alter table public.usage_events force row level security;

-- Rows: those of the organisations one is a member of now.
drop policy "Users can view own org usage" on public.usage_events;
drop policy "Authenticated can insert usage" on public.usage_events;

create policy "Members can view their organizations' usage"
  on public.usage_events for select
  to authenticated
  using (org_id in (
    select m.org_id from public.org_members m where m.user_id = (select auth.uid())
  ));

create policy "Members can record their own usage"
  on public.usage_events for insert
  to authenticated
  with check (
    user_id = (select auth.uid())
    and org_id in (
      select m.org_id from public.org_members m where m.user_id = (select auth.uid())
    )
  );
