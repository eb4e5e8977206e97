-- A lunch hour in 40 seconds: guests browse, order, follow their order and sometimes cancel, while the rate climbs, stays and ebbs away.
-- Teaches an open workload of several steps: arrivals come when they are due, however slow the answers are.
-- env: RATE, arrivals a second on the plateau (default 50); SCALE, how long it all lasts (default 1).
local http, check, sleep = require "rushhour.http", require "rushhour.check", require "rushhour.sleep"
local random, env = require "rushhour.random", require "rushhour.env"

local rate, scale = tonumber(env.RATE or 50), tonumber(env.SCALE or 1)

options = {
  scenarios = {
    diners = {
      executor = "ramping-arrival-rate", exec = "order_lunch", arrivals = "poisson", start_rate = rate / 10,
      stages = { { 8 * scale, rate }, { 24 * scale, rate }, { 8 * scale, 0 } },
      max_vus = 5000,
    },
  },
  thresholds = {
    ["response_time{step:place order}"] = { "p(95) < 500ms", "p(99) < 1s" },
    ["response_time{step:read menu}"] = "p(99) < 500ms",
    errors = "rate < 1%",
    checks = "rate > 99%",
  },
  warmup = 4 * scale,
}

function setup()
  return { city = http.get("/api/city"):json() }
end

function order_lunch(ctx)
  local list = http.get("/api/restaurants", { name = "browse" })
  if not check(list, { ["there are restaurants"] = function(r) return r.ok end }) then return end

  local restaurant = random.zipf(ctx.data.city.restaurants, 1.1)
  local menu = http.get("/api/restaurants/" .. restaurant .. "/menu", { name = "read menu" })
  if not check(menu, { ["menu has dishes"] = function(r) return #r:json("dishes") > 0 end }) then return end
  sleep(random.lognormal("300ms", 0.6))

  local dishes = menu:json("dishes")
  local lines = {}
  for i = 1, random.integer(1, 3) do
    lines[i] = { dish = random.pick(dishes).id, quantity = random.integer(1, 2) }
  end
  local placed = http.post("/api/orders", { json = { restaurant = restaurant, lines = lines } },
    { name = "place order", expect = 201, headers = { ["Idempotency-Key"] = random.uuid() } })
  if not check(placed, { ["order is placed"] = function(r) return r.status == 201 end }) then return end

  local order = placed:json("id")
  for _ = 1, random.integer(1, 3) do
    sleep(random.uniform("100ms", "400ms"))
    http.get("/api/orders/" .. order, { name = "follow order" })
  end
  if random.chance(0.08) then
    http.post("/api/orders/" .. order .. "/cancel", nil, { name = "cancel order", expect = { 200, 409 } })
  end
end
