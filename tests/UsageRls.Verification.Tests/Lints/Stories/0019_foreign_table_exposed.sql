-- story: a foreign table is granted
-- object: public.elsewhere
-- severity: high
-- broken as administrator
create foreign data wrapper lint_wrapper;
create server lint_server foreign data wrapper lint_wrapper;
create foreign table public.elsewhere (id int) server lint_server;
grant select on public.elsewhere to authenticated
