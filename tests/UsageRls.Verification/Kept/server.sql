-- Returns one text: the server's version, its settings, the collations of its standard databases, and the available extensions. Settings
-- that differ from run to run or change no result are left out, such as paths, ports and logging.
select concat_ws(e'\n', pg_catalog.version(),
  (select string_agg(concat_ws('=', s.name, s.setting), e'\n' order by s.name) from pg_catalog.pg_settings s
    where s.name !~ '^(log_|ssl_|transaction_|unix_socket)' and s.name not in ('application_name', 'cluster_name', 'config_file',
      'data_directory', 'external_pid_file', 'hba_file', 'ident_file', 'listen_addresses', 'port', 'search_path')),
  (select string_agg(concat_ws('|', d.datname, d.datcollate, d.datctype, d.encoding), e'\n' order by d.datname)
    from pg_catalog.pg_database d where d.datname in ('postgres', 'template0', 'template1')),
  (select string_agg(concat_ws(' ', e.name, e.version), e'\n' order by e.name, e.version)
    from pg_catalog.pg_available_extension_versions e))
