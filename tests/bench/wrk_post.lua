-- The bench's scripted POST for wrk, and for rushhour bench -s: what post.lua does. An answer that is not as it should be is an error.
local headers = { ["Content-Type"] = "application/json" }
local dish = 0

function request()
  dish = dish + 1
  local body = '{"restaurant":17,"dish":' .. dish .. ',"quantity":2,"note":"no onions, please"}'
  return wrk.format("POST", "/orders", headers, body)
end

function response(status, _, body)
  if status ~= 201 or not body:find('"status":"placed"', 1, true) then
    error("not placed")
  end
end
