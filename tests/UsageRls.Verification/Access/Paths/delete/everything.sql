-- delete without where
-- needs: delete
-- rows: all
delete from :table
