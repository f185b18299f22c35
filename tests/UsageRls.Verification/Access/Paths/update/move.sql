-- update … set tenant = foreign
-- needs: update (tenant), select (key)
-- rows: one
update :table set :tenant = :foreign_tenant where (:key) = (:row_key)
