-- A placed order for wrk. Without a key each is a new one, durable before it is answered.
wrk.method = "POST"
wrk.body = '{"dish":301,"quantity":1}'
wrk.headers["Content-Type"] = "application/json"
