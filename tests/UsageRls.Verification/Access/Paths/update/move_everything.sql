-- update … set tenant = foreign, without where
-- needs: update (tenant)
-- rows: all
update :table set :tenant = :foreign_tenant
