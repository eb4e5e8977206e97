-- The bench's scripted POST: a body made for each request, and an answer that is looked at. wrk_post.lua and locust_post.py do the same.
local http, check, env = require "rushhour.http", require "rushhour.check", require "rushhour.env"

options = {
  scenarios = {
    post = { executor = "constant-vus", exec = "order", vus = tonumber(env.USERS or "64"), duration = (env.SECONDS or "5") .. "s" },
  },
}

local params = { name = "order", headers = { ["Content-Type"] = "application/json" } }
local says = {
  ["is placed"] = function(r) return r.status == 201 and r.body:find('"status":"placed"', 1, true) ~= nil end,
}
local dish = 0

function order()
  dish = dish + 1
  local body = '{"restaurant":17,"dish":' .. dish .. ',"quantity":2,"note":"no onions, please"}'
  check(http.post("/orders", body, params), says)
end
