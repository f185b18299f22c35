-- truncate organizations cascade
-- rows: table
-- gives: nothing
-- targets: usage_events, organizations, org_members
truncate public.organizations cascade
