-- A lunch hour in 40 seconds: guests sign in, browse, order, pay, follow their order until it is there, sometimes cancel it, and review
-- it, while the rate climbs, stays and ebbs away.
-- Teaches an open workload of a long flow: arrivals come when they are due, however slow the answers are and however long a dinner takes.
-- Give the target --autopilot --time-scale 60, so that kitchens and couriers work, and work fast.
-- env: RATE, arrivals a second on the plateau (default 50); SCALE, how long it all lasts (1); LOOKS, how often a guest looks after the
-- order (40), every POLL seconds (1), and gives up after PATIENCE of them (5) if no kitchen has accepted it; NEWCOMERS, the share that
-- signs up first (0.01); PASSWORD, what the target's customers sign in with.
local http, check, sleep = require "rushhour.http", require "rushhour.check", require "rushhour.sleep"
local random, env, metrics = require "rushhour.random", require "rushhour.env", require "rushhour.metrics"

local rate, scale = tonumber(env.RATE or 50), tonumber(env.SCALE or 1)
local looks, poll, patience = tonumber(env.LOOKS or 40), tonumber(env.POLL or 1), tonumber(env.PATIENCE or 5)
local newcomers = tonumber(env.NEWCOMERS or 0.01)
local door_to_door = metrics.trend("door_to_door", { time = true })    -- from the order until it is delivered
local delivered, turned_away = metrics.counter("delivered"), metrics.counter("turned_away")

options = {
  scenarios = {
    diners = {
      executor = "ramping-arrival-rate", exec = "order_lunch", arrivals = "poisson", start_rate = rate / 10,
      stages = { { 8 * scale, rate }, { 24 * scale, rate }, { 8 * scale, 0 } },
      max_vus = 5000, graceful_stop = 5 + 1.5 * looks * poll,             -- who has ordered may finish
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
  local zones = {}
  for _, zone in ipairs(http.get("/api/city"):json("zones")) do
    if zone.restaurants > 0 then zones[#zones + 1] = zone.name end      -- a small city leaves quarters empty
  end
  return { zones = zones }
end

local function sign_in(ctx)
  local guest = { customer = "guest " .. ctx.iter .. " " .. random.string(6), password = env.PASSWORD or "rushhour" }
  if random.chance(newcomers) then                                      -- a password of one's own costs the target some work
    guest.password = random.string(12)
    http.post("/api/customers", { json = guest }, { name = "sign up", expect = 201 })
  end
  local session = http.post("/api/sessions", { json = guest }, { name = "sign in", expect = 201 })
  if not check(session, { ["is signed in"] = function(r) return r.ok end }) then ctx.fail("could not sign in") end
  return session:json("token")
end

local function browse(ctx)
  local list = http.get("/api/restaurants", { name = "browse", query = { zone = random.pick(ctx.data.zones), limit = 10 } })
  if not check(list, { ["there are restaurants"] = function(r) return #r:json("restaurants") > 0 end }) then ctx.fail("nothing to eat") end
  local further = list:json("next")                                     -- the path of the next page, its cursor inside
  if type(further) == "string" and random.chance(0.3) then
    local more = http.get(further, { name = "browse on" })
    if more.ok then list = more end
  end
  return random.pick(list:json("restaurants")).id
end

local function choose(ctx, restaurant)
  local page = "/api/restaurants/" .. restaurant .. "/menu"
  local menu = http.get(page, { name = "read menu" })
  if not check(menu, { ["menu has dishes"] = function(r) return #r:json("dishes") > 0 end }) then ctx.fail("no menu") end
  sleep(random.lognormal("300ms", 0.6))
  if menu.headers.etag and random.chance(0.5) then                      -- back on the menu, whose copy is at hand
    local again = http.get(page, { name = "read menu again", headers = { ["If-None-Match"] = menu.headers.etag } })
    check(again, { ["the menu is still the same"] = function(r) return r.status == 304 end })
  end
  local lines = {}
  for i = 1, random.integer(1, 3) do
    lines[i] = { dish = random.pick(menu:json("dishes")).id, quantity = random.integer(1, 2) }
  end
  return { restaurant = restaurant, lines = lines }
end

local function place(ctx, token, wanted)
  if random.chance(0.5) then                                            -- by way of the basket
    local filled = http.put("/api/basket", { json = wanted },
      { name = "fill basket", expect = 201, bearer = token, headers = { ["If-None-Match"] = "*" } })
    if filled.ok then wanted = { basket = true } end
  end
  local placed = http.post("/api/orders", { json = wanted },
    { name = "place order", expect = 201, bearer = token, headers = { ["Idempotency-Key"] = random.uuid() } })
  if not check(placed, { ["order is placed"] = function(r) return r.status == 201 end }) then ctx.fail("no order") end
  return "/api/orders/" .. placed:json("id")
end

local function pay(order, token)
  for _, method in ipairs { random.pick { "card", "voucher" }, "card", "cash" } do
    local paid = http.post(order .. "/pay", { json = { method = method } }, { name = "pay", expect = { 200, 402 }, bearer = token })
    if paid.status == 200 then return true end                          -- 402: the bank refused, and another way may do
  end
  return false
end

local function cancel(order, token, reason)
  http.post(order .. "/cancel", { json = { reason = reason } }, { name = "cancel order", expect = { 200, 409 }, bearer = token })
end

-- The status in which the order was last seen.
local function follow(order, token)
  local etag, status
  for look = 1, looks do
    sleep(random.uniform(0.5 * poll, 1.5 * poll))
    local seen = http.get(order, { name = "follow order", bearer = token, headers = { ["If-None-Match"] = etag } })
    if seen.status == 200 then                                          -- else 304: nothing has happened
      etag, status = seen.headers.etag, seen:json("status")
    end
    if status == "delivered" or status == "rejected" or status == "cancelled" then break end
    if status == "paid" and look >= patience then
      cancel(order, token, "nobody cooks it")
      break
    end
  end
  return status
end

function order_lunch(ctx)
  local token = sign_in(ctx)
  local wanted = choose(ctx, browse(ctx))
  local order = place(ctx, token, wanted)
  local began = os.clock()
  if not pay(order, token) or random.chance(0.05) then return cancel(order, token, "changed my mind") end
  local status = follow(order, token)
  if status == "rejected" or status == "paid" then turned_away:add(1) end
  if status ~= "delivered" then return end
  delivered:add(1)
  door_to_door:add((os.clock() - began) * 1000)
  local review = { stars = random.integer(1, 5), text = "as ordered" }
  http.post(order .. "/review", { json = review }, { name = "review", bearer = token })
end
