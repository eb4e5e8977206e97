-- Customers sign in, browse, open a restaurant, read its menu, order and follow the order: six steps that need each other's answers.
-- Teaches correlation, think time, and thresholds on a step, in a workload whose arrivals wait for nobody.
-- env: RATE, customers a second (default 10); SECONDS, for how long (30); USERS, how many may be busy at once (500); THINK, seconds of
-- thinking between steps (1); PASSWORD, what the target's customers sign in with.
local http, check, sleep = require "rushhour.http", require "rushhour.check", require "rushhour.sleep"
local random, env = require "rushhour.random", require "rushhour.env"

local think = tonumber(env.THINK or 1)

options = {
  scenarios = {
    customers = {
      executor = "constant-arrival-rate", exec = "check_out", arrivals = "poisson",
      rate = tonumber(env.RATE or 10), duration = tonumber(env.SECONDS or 30), max_vus = tonumber(env.USERS or 500),
    },
  },
  thresholds = {
    ["response_time{step:place order}"] = "p(90) < 500ms",               -- of a step, from its intended instant
    checks = "rate > 99%",
    errors = "rate < 1%",
  },
}

local function sign_in()
  local customer = "customer " .. random.integer(1, 300)                 -- of the seed, so the same in every run
  local session = http.post("/api/sessions", { json = { customer = customer, password = env.PASSWORD or "rushhour" } },
    { name = "login", expect = 201 })                                    -- any other status is an error
  check(session, { ["is signed in"] = function(r) return r.ok end })
  return session:json("token")                                           -- correlation: what later steps need
end

local function choose()
  local list = http.get("/api/restaurants", { name = "browse", query = { page = random.integer(1, 5) } })
  if not list.ok then return end
  sleep(random.lognormal(think, 0.5))                                    -- people's pauses: half of them are shorter
  local place = "/api/restaurants/" .. random.pick(list:json("restaurants")).id
  local restaurant = http.get(place, { name = "restaurant" })
  if not restaurant.ok then return end
  local menu = http.get(restaurant:json("menu"), { name = "read menu" })
  check(menu, { ["the menu is the restaurant's"] = function(r) return r:json("restaurant") == restaurant:json("id") end })
  sleep(random.lognormal(2 * think, 0.5))
  return menu.ok and menu:json() or nil
end

local function order(token, menu)
  local lines = {}
  for i = 1, random.integer(1, 4) do lines[i] = { dish = random.pick(menu.dishes).id } end
  local placed = http.post("/api/orders", { json = { restaurant = menu.restaurant, lines = lines } },
    { name = "place order", expect = 201, bearer = token, headers = { ["Idempotency-Key"] = random.uuid() } })
  if not check(placed, { ["is placed"] = function(r) return r.status == 201 end }) then return end
  sleep(random.lognormal(think, 0.5))
  local followed = http.get("/api/orders/" .. placed:json("id"), { name = "follow order", bearer = token })
  check(followed, { ["is the customer's own"] = function(r) return r:json("customer") == placed:json("customer") end })
end

function check_out()
  local token = sign_in()
  local menu = token and choose()                                        -- without a token, or a menu, nobody can go on
  if menu then order(token, menu) end
end
