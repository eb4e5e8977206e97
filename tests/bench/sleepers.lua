-- The bench's sleeping crowd: users who have asked nobody yet and think for longer than anybody measures.
local http, check, sleep = require "rushhour.http", require "rushhour.check", require "rushhour.sleep"
local env = require "rushhour.env"

options = {
  scenarios = { sleepers = { executor = "constant-vus", exec = "visit", vus = tonumber(env.USERS or "10000"), duration = "1h" } },
}

function visit()
  sleep("1h")
  check(http.get("/small.txt", { name = "get" }), { ["is there"] = function(r) return r.status == 200 end })
end
