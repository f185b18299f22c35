-- Drops the index on org_members by which a query finds the organisations of a user.
drop index public.org_members_user_idx;
