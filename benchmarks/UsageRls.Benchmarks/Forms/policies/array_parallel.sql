-- The policy gets the array of organisations from a function that is marked as parallel safe; auth.uid() itself has no such mark.
create function private.my_organizations() returns uuid[]
  language plpgsql stable parallel safe set search_path = ''
as $$
begin
  return array(select m.org_id from public.org_members m where m.user_id = (select auth.uid()));
end
$$;

alter policy "Members can view their organizations' usage" on public.usage_events
  using (org_id = any (private.as_index_key((select private.my_organizations()))));
