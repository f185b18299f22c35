-- update … set org_id = foreign
-- needs: update (org_id), select (id)
-- rows: one
update public.usage_events set org_id = :'foreign_org' where id = :'id'
