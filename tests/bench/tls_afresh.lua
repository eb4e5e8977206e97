-- The bench's connection per request over TLS, each but a user's first with the session of an earlier one, as the server confirms.
local http, check, env = require "rushhour.http", require "rushhour.check", require "rushhour.env"

options = {
  scenarios = {
    get = { executor = "constant-vus", exec = "get", vus = tonumber(env.USERS or "64"), duration = (env.SECONDS or "5") .. "s" },
  },
  http = { connections = "per-request" },
}

local params = { name = "get" }
local first = true
local says = { ["brings a session of before"] = function(r) return r.body == "r" end }

function get()
  local answer = http.get("/resumed", params)
  if not first then check(answer, says) end
  first = false
end
