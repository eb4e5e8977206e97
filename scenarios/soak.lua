-- The same moderate load for a long time, while one more user watches what the target takes of the machine.
-- Teaches closed workloads (each user waits for its answers and thinks), thresholds on windows of a long run, and gauges: a leak shows as
-- memory that grows from the first look to the last, and wear as a late window that is slower than an early one.
-- env: USERS, how many (default 20); MINUTES, for how long (30), or SECONDS; THINK, seconds between a user's steps (1); GROWTH, by what
-- factor the target's memory may grow (1.5); WINDOW, seconds of the windows that are judged (60, or a quarter of a shorter run).
local http, check, sleep = require "rushhour.http", require "rushhour.check", require "rushhour.sleep"
local random, env, metrics = require "rushhour.random", require "rushhour.env", require "rushhour.metrics"

local seconds = tonumber(env.SECONDS or 60 * (env.MINUTES or 30))
local window = tonumber(env.WINDOW or math.min(60, seconds / 4))
local think = tonumber(env.THINK or 1)
local memory, growth = metrics.gauge("target_memory_mb"), metrics.gauge("target_memory_growth")

options = {
  scenarios = {
    regulars = { executor = "constant-vus", exec = "lunch", vus = tonumber(env.USERS or 20), duration = seconds },
    watcher = { executor = "constant-vus", exec = "watch", vus = 1, duration = seconds, graceful_stop = 5 },
  },
  thresholds = {
    ["response_time{step:place order}"] = { "med < 250ms", { "med < 500ms", over = window } },
    target_memory_growth = "value < " .. (env.GROWTH or 1.5),
    errors = "rate < 1%",
    checks = "rate > 99%",
  },
  warmup = seconds / 10,
}

function setup()
  return { restaurants = http.get("/api/city"):json("restaurants") }
end

function lunch(ctx)
  local page = "/api/restaurants/" .. random.zipf(ctx.data.restaurants, 1.1)
  http.get("/api/restaurants", { name = "browse", query = { limit = 10 } })
  local menu = http.get(page .. "/menu", { name = "read menu" })
  if not check(menu, { ["menu has dishes"] = function(r) return #r:json("dishes") > 0 end }) then return end
  sleep.think(think)
  local placed = http.post("/api/orders", { json = { lines = { { dish = random.pick(menu:json("dishes")).id } } } },
    { name = "place order", expect = 201, headers = { ["Idempotency-Key"] = random.uuid() } })
  if not check(placed, { ["order is placed"] = function(r) return r.status == 201 end }) then return end
  sleep.think(think)
  local order = "/api/orders/" .. placed:json("id")
  http.post(order .. "/pay", { json = { method = "cash" } }, { name = "pay", expect = { 200, 402 } })
  sleep.think(think)
  http.get(order, { name = "follow order" })
end

-- Globals belong to the user: `first` is what the watcher saw when the warm-up was over.
function watch()
  local page = http.get("/metrics", { name = "metrics" })
  local bytes = tonumber(string.match(page.body or "", "\nprocess_resident_memory_bytes ([%d.e+]+)"))
  if check(bytes, { ["the target tells its memory"] = function(b) return b > 0 end }) then
    if not first and os.clock() > seconds / 10 then first = bytes end
    memory:set(bytes / 1e6)
    growth:set(bytes / (first or bytes))
  end
  sleep.pace(math.min(10, seconds / 10))
end
