-- Couriers sign in, begin their shift, and tell where they are, a batch of positions at a time, at a constant rate.
-- Teaches a closed population at a steady pace (pace, not sleep: what an answer takes does not slow the beat), and writes that are never
-- stored.
-- env: COURIERS, how many (default 100); PERIOD, seconds between batches (1); POSITIONS, how many a batch holds (10), so that the target
-- takes COURIERS x POSITIONS / PERIOD positions a second; SECONDS, for how long (30); RUSHHOUR_STAFF_PASSWORD, what the target's staff
-- signs in with (rushhour), which -e RUSHHOUR_STAFF_PASSWORD takes from the environment.
local http, check, sleep = require "rushhour.http", require "rushhour.check", require "rushhour.sleep"
local random, env, metrics = require "rushhour.random", require "rushhour.env", require "rushhour.metrics"

local couriers, period = tonumber(env.COURIERS or 100), tonumber(env.PERIOD or 1)
local batch, seconds = tonumber(env.POSITIONS or 10), tonumber(env.SECONDS or 30)
local positions = metrics.counter("positions")

options = {
  scenarios = {
    couriers = { executor = "constant-vus", exec = "ride", vus = couriers, duration = seconds, graceful_stop = "10s" },
  },
  thresholds = {
    ["response_time{step:report positions}"] = { "p(95) < 250ms", "p(99) < 500ms" },
    errors = "rate < 1%",
    checks = "rate > 99%",
  },
}

-- Globals belong to the user: these are this courier's own.
function ride(ctx)
  if not token then begin_shift(ctx) end
  local way = {}
  for i = 1, batch do                                                   -- the oldest first, a few metres on each time
    x, y = x + random.integer(-20, 20), y + random.integer(-20, 20)
    way[i] = { x = x, y = y, ago = (batch - i) * period / batch }
  end
  local told = http.post("/api/couriers/" .. ctx.vu .. "/positions", { json = { positions = way } },
    { name = "report positions", expect = 202, bearer = token })
  if check(told, { ["all positions are taken"] = function(r) return r:json("taken") == batch end }) then positions:add(batch) end
  sleep.pace(period)
end

function begin_shift(ctx)
  sleep(random.uniform(0, period))                                      -- else all would tell in step
  local session = http.post("/api/sessions", { json = { courier = ctx.vu, password = env.RUSHHOUR_STAFF_PASSWORD or "rushhour" } },
    { name = "sign in", expect = 201 })
  if not check(session, { ["is signed in"] = function(r) return r.ok end }) then ctx.fail("could not sign in") end
  token, x, y = session:json("token"), random.integer(-2000, 2000), random.integer(-2000, 2000)
  http.post("/api/couriers/" .. ctx.vu .. "/shift", { json = { on = true, at = { x = x, y = y } } },
    { name = "begin shift", bearer = token })
end
