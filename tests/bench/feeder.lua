-- The bench's feeder: users who sign in with a row of a great file each; without FILE, the same users with a name of their own.
local http, env = require "rushhour.http", require "rushhour.env"

options = {
  scenarios = { customers = { executor = "constant-arrival-rate", exec = "sign_in", rate = "50/s", duration = "1h", max_vus = 100 } },
}

local rows = env.FILE and require("rushhour.feeder").csv(env.FILE, { order = "shuffle" })

function sign_in(ctx)
  local name = rows and rows:row().name or "customer " .. ctx.iter
  http.get("/small.txt", { name = "sign in", query = { name = name } })
end
