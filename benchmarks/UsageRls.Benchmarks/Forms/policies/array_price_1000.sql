-- Raises the cost of as_index_key to five times its value: PostgreSQL then always uses an ordered index scan, never a bitmap scan.
alter function private.as_index_key(uuid[]) cost 1000;
