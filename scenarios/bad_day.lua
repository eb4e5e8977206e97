-- A day on which much goes wrong, on a schedule: the database is slow, orders fail, menus crawl, and for a moment everything stands still.
-- Teaches how trouble looks: thresholds that are turned round, so that the run passes only if each fault shows where it should, while what
-- is not at fault stays well. The target's annotations mark in the report when each fault was on.
-- Setup switches the faults on by the admin's token: RUSHHOUR_ADMIN_TOKEN=... in the environment of the target and of the run, and -e
-- RUSHHOUR_ADMIN_TOKEN to hand it on.
-- env: RATE, guests a second (default 20); SCALE, how long it all lasts (1, which is a minute); PASSWORD, what the target's customers sign
-- in with.
local http, check, sleep = require "rushhour.http", require "rushhour.check", require "rushhour.sleep"
local random, env, log = require "rushhour.random", require "rushhour.env", require "rushhour.log"

local scale = tonumber(env.SCALE or 1)

options = {
  scenarios = {
    guests = {
      executor = "constant-arrival-rate", exec = "order", arrivals = "poisson",
      rate = tonumber(env.RATE or 20), duration = 60 * scale, max_vus = 1000,
    },
  },
  thresholds = {
    ["response_time{step:place order}"] = { "med < 500ms", "max > 300ms" },  -- most are well, and those of the slow database are not
    ["response_time{step:read menu}"] = { "med < 500ms", "max > 400ms" },    -- those of the crawl are not
    ["response_time{step:browse}"] = { "med < 500ms", "max > 500ms" },       -- it meets the standstill alone
    ["errors{step:place order}"] = { "rate > 0.1%", "rate < 50%" },          -- the refusals
    ["errors{step:browse}"] = "rate < 1%",
    checks = "rate > 99%",
  },
}

-- When and how long, in seconds of a run at SCALE 1; they do not overlap, so that each can be told by its place in time.
local day = {
  { after = 5, lasts = 8, kind = "slow_database", delay = "300ms" },
  { after = 18, lasts = 8, kind = "errors", status = 503, probability = 0.5, routes = { "POST /api/orders" } },
  { after = 31, lasts = 8, kind = "delay", delay = "400ms", routes = { "GET /api/restaurants/{id}/menu" } },
  { after = 44, lasts = 2, kind = "stall" },
}

function setup()
  local token = env.RUSHHOUR_ADMIN_TOKEN
  if not token then error("no token of the admin: set RUSHHOUR_ADMIN_TOKEN for target and run, and add -e RUSHHOUR_ADMIN_TOKEN", 0) end
  local faults = {}
  for i, plan in ipairs(day) do
    local fault = { name = "bad day: " .. plan.kind, after = plan.after * scale, ["for"] = plan.lasts * scale }
    for _, key in ipairs { "kind", "delay", "status", "probability", "routes" } do fault[key] = plan[key] end
    local made = http.post("/api/admin/faults", { json = fault }, { expect = 201, bearer = token })
    if not made.ok then error("the target refuses the fault " .. plan.kind .. ": " .. made.status .. " " .. tostring(made.body), 0) end
    faults[i] = made:json("id")
  end
  return { faults = faults, restaurants = http.get("/api/city"):json("restaurants") }
end

-- What the run's early end may have left switched on.
function teardown(ctx)
  for _, id in ipairs(ctx.data.faults) do
    http.delete("/api/admin/faults/" .. id, { bearer = env.RUSHHOUR_ADMIN_TOKEN, expect = { "2xx", 404 } })
  end
  log.info("the day is over; the report's charts show the faults by the target's annotations")
end

function order(ctx)
  http.get("/api/restaurants", { name = "browse", query = { limit = 10 } })
  local restaurant = random.zipf(ctx.data.restaurants, 1.1)
  local menu = http.get("/api/restaurants/" .. restaurant .. "/menu", { name = "read menu" })
  if not check(menu, { ["menu has dishes"] = function(r) return #r:json("dishes") > 0 end }) then return end
  sleep(random.lognormal("200ms", 0.5))
  local lines = { { dish = random.pick(menu:json("dishes")).id } }
  local key = { ["Idempotency-Key"] = random.uuid() }
  for attempt = 1, 3 do                                                  -- a guest who is refused tries again, under the same key
    local placed = http.post("/api/orders", { json = { lines = lines } }, { name = "place order", expect = 201, headers = key })
    if placed.status == 201 then return end
    sleep(0.2 * attempt)
  end
end
