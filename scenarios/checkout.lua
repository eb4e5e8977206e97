-- Customers sign in, browse their zone, open a restaurant, order and follow the order: six steps that need each other's answers.
-- Teaches correlation, feeders, batches, think time, groups, tags and metrics of one's own, one thing a line.
-- env: RATE, customers a second (default 10); SECONDS, for how long (30); USERS, how many may be busy at once (500); THINK, seconds of
-- thinking between steps (1); PASSWORD, what the target's customers sign in with.
local http, check, group = require "rushhour.http", require "rushhour.check", require "rushhour.group"
local sleep, random, env = require "rushhour.sleep", require "rushhour.random", require "rushhour.env"
local feeder, metrics = require "rushhour.feeder", require "rushhour.metrics"

local customers = feeder.csv("customers.csv", { order = "shuffle" })     -- an iteration's row; every pass has another order
local basket_value = metrics.trend("basket_value")                       -- a distribution of numbers: cents
local time_to_order = metrics.trend("time_to_order", { time = true })    -- a distribution of times: milliseconds
local full_baskets = metrics.rate("full_baskets")                        -- a share: of baskets with three dishes or more
local orders = metrics.counter("orders")                                 -- a sum
local think = tonumber(env.THINK or 1)

options = {
  scenarios = {
    customers = {
      executor = "constant-arrival-rate", exec = "check_out", arrivals = "poisson",
      rate = tonumber(env.RATE or 10), duration = tonumber(env.SECONDS or 30), max_vus = tonumber(env.USERS or 500),
    },
  },
  series_tags = { "zone" },                                              -- each zone gets figures of its own
  thresholds = {
    ["response_time{step:place order}"] = { "p(90) < 500ms", "med < 250ms" },  -- of a step, from its intended instant
    ["response_time{zone:centre}"] = "avg < 500ms",                      -- of a tag's value
    ["group_duration{group:checkout}"] = "avg < 10s",                    -- of a group, its think time inside
    time_to_order = "med < 30s",                                         -- of a metric of our own
    full_baskets = "rate > 1%",
    orders = "count > 10",
    checks = "rate > 99%",
    errors = "rate < 1%",
  },
}

local function sign_in(ctx, customer)
  local session = http.post("/api/sessions", { json = { customer = customer.name, password = env.PASSWORD or "rushhour" } },
    { name = "login", expect = 201 })                                    -- any other status is an error
  if not check(session, { ["is signed in"] = function(r) return r.ok end }) then ctx.fail("could not sign in") end
  return session:json("token")                                           -- correlation: what later steps need
end

local function shop(ctx, customer)
  ctx.tag("zone", customer.zone)                                         -- of all requests of this iteration from here on
  local list = http.get("/api/restaurants", { name = "browse", query = { zone = customer.zone } })
  if not list.ok then ctx.fail("nothing to browse") end
  local restaurant = random.pick(list:json("restaurants"))
  sleep.think(think)                                                     -- people's pauses: half of them are shorter
  local place = "/api/restaurants/" .. restaurant.id
  local pages = http.batch {                                             -- both at once, as a browser asks
    about = { "GET", place, { name = "restaurant" } },
    menu = { "GET", place .. "/menu", { name = "read menu" } },
  }
  if not pages.menu.ok then ctx.fail("no menu") end
  check(pages, { ["the menu is the restaurant's"] = function(p) return p.menu:json("restaurant") == p.about:json("id") end })
  sleep.think(2 * think)
  return restaurant, pages.menu:json("dishes")
end

local function fill_basket(customer, dishes)
  local lines, value = {}, 0
  for i = 1, tonumber(customer.appetite) do                              -- a CSV file holds texts
    local dish = random.pick(dishes)                                     -- of the seed, so the same in every run
    lines[i] = { dish = dish.id, quantity = 1 }
    value = value + dish.price
  end
  basket_value:add(value)
  full_baskets:add(#lines >= 3)
  return lines
end

local function pay(token, restaurant, lines)
  local placed = http.post("/api/orders", { json = { restaurant = restaurant.id, lines = lines } },
    { name = "place order", expect = 201, bearer = token, headers = { ["Idempotency-Key"] = random.uuid() } })
  if not check(placed, { ["is placed"] = function(r) return r.status == 201 end }) then return false end
  sleep.think(think)
  local order = http.get("/api/orders/" .. placed:json("id"), { name = "follow order", bearer = token })
  check(order, { ["is the customer's own"] = function(r) return r:json("customer") == placed:json("customer") end })
  return true
end

function check_out(ctx)
  local began = os.clock()                                               -- reads the run's clock, in seconds
  local customer = customers:row()
  local token = sign_in(ctx, customer)
  local restaurant, dishes = group("shopping", function() return shop(ctx, customer) end)
  local lines = fill_basket(customer, dishes)
  if not group("checkout", function() return pay(token, restaurant, lines) end) then return end
  time_to_order:add((os.clock() - began) * 1000)
  orders:add(1)
end
