-- Without the index on org_members that finds the organisations of a user.
drop index public.org_members_user_idx;
