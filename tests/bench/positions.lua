-- A courier's telephone, for wrk: fifty positions in one request, always the same.
local positions = {}
for i = 1, 50 do
  positions[i] = '{"x":' .. 100 + i .. ',"y":' .. 2 * i .. '}'
end
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"positions":[' .. table.concat(positions, ",") .. "]}"
