-- The bench's steady open load: how late each request leaves is what is measured (generator.send_lag_ns of run.json).
local http, env = require "rushhour.http", require "rushhour.env"

options = {
  scenarios = {
    get = {
      executor = "constant-arrival-rate", exec = "get", rate = (env.RATE or "20000") .. "/s", duration = (env.SECONDS or "5") .. "s",
      max_vus = tonumber(env.USERS or "256"),
    },
  },
  thresholds = { response_time = { "p(99.9) < 60s" } },
  warmup = (env.WARMUP or "1") .. "s",
}

local params = { name = "get" }

function get() http.get("/small.txt", params) end
