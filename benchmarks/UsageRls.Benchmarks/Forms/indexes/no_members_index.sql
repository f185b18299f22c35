-- Without the index on org_members that answers which organisations one is a member of.
drop index public.org_members_user_idx;
