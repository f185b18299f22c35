-- The migrations' form with five times the function cost: PostgreSQL always uses an ordered index scan and never a bitmap scan.
alter function private.as_index_key(uuid[]) cost 1000;
