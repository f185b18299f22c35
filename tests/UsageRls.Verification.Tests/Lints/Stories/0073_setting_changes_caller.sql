-- story: every request is somebody
-- object: request.jwt.claims of role anon
-- severity: critical
-- broken as administrator
alter role anon set request.jwt.claims = '{"sub": "00000000-0000-4000-8000-0000000000b1"}'
