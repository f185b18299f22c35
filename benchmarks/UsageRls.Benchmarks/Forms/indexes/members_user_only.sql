-- The index on org_members without the organisation in it.
drop index public.org_members_user_idx;
create index org_members_user_idx on public.org_members (user_id);
