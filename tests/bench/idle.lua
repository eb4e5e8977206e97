-- The bench's idle crowd: each user asks once, keeps its connection, and thinks for longer than anybody measures.
local http, sleep, env = require "rushhour.http", require "rushhour.sleep", require "rushhour.env"

options = {
  scenarios = { idle = { executor = "constant-vus", exec = "visit", vus = tonumber(env.USERS or "1000"), duration = "1h" } },
}

function visit()
  http.get("/small.txt", { name = "get" })
  sleep("1h")
end
