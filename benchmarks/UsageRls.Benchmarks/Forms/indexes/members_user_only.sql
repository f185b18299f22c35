-- The index on org_members with the user only, without the organisation.
drop index public.org_members_user_idx;
create index org_members_user_idx on public.org_members (user_id);
