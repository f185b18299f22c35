-- Reduces the index on org_members (user_id, org_id) to the column user_id.
drop index public.org_members_user_idx;
create index org_members_user_idx on public.org_members (user_id);
