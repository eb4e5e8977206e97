-- Orders of nobody, at a rate that no answer slows down.
local http, env = require "rushhour.http", require "rushhour.env"

options = {
  scenarios = {
    flood = {
      executor = "constant-arrival-rate", exec = "order", rate = env.RATE .. "/s", duration = env.SECONDS .. "s",
      max_vus = 2000, on_limit = "drop",
    },
  },
}

local params = { name = "flood", headers = { ["Content-Type"] = "application/json" } }

function order() http.post("/api/orders", '{"dish":301}', params) end
