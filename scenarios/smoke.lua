-- Two seconds of looking around: teaches the smallest scenario that has a threshold, and tells whether a target is alive.
local http, check = require "rushhour.http", require "rushhour.check"

options = {
  scenarios = {
    visitors = { executor = "constant-arrival-rate", exec = "visit", rate = "20/s", duration = "2s", max_vus = 50 },
  },
  thresholds = { response_time = "p(50) < 500ms", errors = "rate < 1%" },
}

function visit()
  local city = http.get("/api/city", { name = "city" })
  check(city, { ["the city has zones"] = function(r) return #r:json("zones") > 0 end })
end
