-- copy table to stdout
-- needs: select (key)
-- rows: all
-- gives: copy out
copy :table (:key) to stdout
