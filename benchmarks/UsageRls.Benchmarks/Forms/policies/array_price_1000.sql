-- Makes as_index_key five times as costly as in the migrations: PostgreSQL then always uses an ordered index scan, never a bitmap scan.
alter function private.as_index_key(uuid[]) cost 1000;
