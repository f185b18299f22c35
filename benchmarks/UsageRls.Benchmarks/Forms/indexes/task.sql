-- The task's own: as the migrations make it.
select;
