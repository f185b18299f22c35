-- copy … from stdin
-- needs: insert (columns)
-- rows: one
-- gives: copy in
-- under rls: unsupported
copy :table (:columns) from stdin
