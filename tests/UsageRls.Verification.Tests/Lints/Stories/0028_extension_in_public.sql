-- story: an extension is made in public
-- object: extension citext
-- severity: note
-- broken as administrator
create extension citext schema public
