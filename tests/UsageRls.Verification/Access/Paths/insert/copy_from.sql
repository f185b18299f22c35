-- copy … from stdin
-- needs: insert (org_id, user_id, action)
-- rows: one
-- gives: copy in
-- under rls: unsupported
copy public.usage_events (org_id, user_id, action) from stdin
