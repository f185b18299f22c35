-- Defect: the author of an event sees all events of the organisation, even after the author has left the organisation.
create function public.organizations_i_wrote_in() returns setof uuid
  language sql stable security definer set search_path = ''
as $$ select e.org_id from public.usage_events e where e.user_id = auth.uid() $$;

create policy broken on public.usage_events for select to authenticated
  using (
    org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid()))
    or org_id in (select public.organizations_i_wrote_in())
  );
