-- Defect: a function caches each caller's organisations in the session; after a caller leaves an organisation the cache is wrong.
create function public.my_organizations() returns uuid[]
  language plpgsql
as $$
declare
  name constant text := 'app.of_' || replace(auth.uid()::text, '-', '_');
begin
  if auth.uid() is null then
    return '{}';
  end if;
  if coalesce(current_setting(name, true), '') = '' then
    perform set_config(name, array(select m.org_id from public.org_members m where m.user_id = auth.uid())::text, false);
  end if;
  return current_setting(name)::uuid[];
end
$$;

create policy broken on public.usage_events for select to authenticated
  using (org_id = any (public.my_organizations()));
