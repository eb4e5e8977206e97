-- The bench's stall test: a steady 1,000 arrivals a second, with users enough for all that arrive while the server stands still.
local http, env = require "rushhour.http", require "rushhour.env"

options = {
  scenarios = {
    get = {
      executor = "constant-arrival-rate", exec = "get", rate = "1000/s", duration = (env.SECONDS or "60") .. "s", max_vus = 2000,
    },
  },
  thresholds = { response_time = { "p(95) < 2s" } },  -- so that the summary states p95
}

function get() http.get("/small.txt", { name = "get" }) end
