-- The bench's run that is looked at: fifty steps at an even rate, so that the block has histograms to merge.
local http = require "rushhour.http"

options = {
  scenarios = {
    watched = { executor = "constant-arrival-rate", exec = "get", rate = "500/s", duration = "10s", max_vus = 100 },
  },
  thresholds = { response_time = { { "p(99) < 1ms", over = "5s" } }, errors = { "rate < 1%" } },
}

function get(ctx) http.get("/", { name = "step " .. ctx.iter % 50 }) end
