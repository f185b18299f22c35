select d.defaclrole::regrole, n.nspname, d.defaclobjtype, d.defaclacl
from pg_default_acl d
left join pg_namespace n on n.oid = d.defaclnamespace
order by 1, 2, 3
