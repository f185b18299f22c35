-- Defect: a trigger copies each new membership into a second table, and nothing deletes the copy when the member leaves.
create table public.org_access (org_id uuid, user_id uuid);
grant select on public.org_access to authenticated;

create function public.remember_access() returns trigger
  language plpgsql security definer set search_path = ''
as $$
begin
  insert into public.org_access values (new.org_id, new.user_id);
  return new;
end
$$;
create trigger remember_access after insert on public.org_members for each row execute function public.remember_access();

create policy broken on public.usage_events for select to authenticated
  using (org_id in (select a.org_id from public.org_access a where a.user_id = (select auth.uid())));
