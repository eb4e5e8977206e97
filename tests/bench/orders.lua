-- The bench's steady stream of orders.
local http, env = require "rushhour.http", require "rushhour.env"

options = {
  scenarios = {
    orders = {
      executor = "constant-arrival-rate", exec = "order", rate = env.RATE .. "/s", duration = (env.SECONDS or "5") .. "s", max_vus = 2000,
    },
  },
  thresholds = { response_time = { "p(99) < 60s" } },
  warmup = "1s",
}

local params = { name = "place order", expect = 201, headers = { ["Content-Type"] = "application/json" } }

function order() http.post("/api/orders", '{"dish":301,"quantity":1}', params) end
