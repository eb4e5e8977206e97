-- The bench's plain GET with one check: what a script costs that looks at its answer.
local http, check, env = require "rushhour.http", require "rushhour.check", require "rushhour.env"

options = {
  scenarios = {
    get = { executor = "constant-vus", exec = "get", vus = tonumber(env.USERS or "64"), duration = (env.SECONDS or "5") .. "s" },
  },
}

local url, params = env.URL or "/small.txt", { name = "get" }
local says = { ["status is 200"] = function(r) return r.status == 200 end }

function get() check(http.get(url, params), says) end
