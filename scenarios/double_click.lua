-- Impatient fingers: every order is sent twice at once under one Idempotency-Key, once more later, and once with another body.
-- Teaches batches, and how to check that a retry does nothing: however often a click comes through, there is one order, and it is paid
-- once.
-- env: RATE, double clicks a second (default 20); SECONDS, for how long (20); PASSWORD, what the target's customers sign in with.
local http, check, sleep = require "rushhour.http", require "rushhour.check", require "rushhour.sleep"
local random, env, metrics = require "rushhour.random", require "rushhour.env", require "rushhour.metrics"

local twice = metrics.counter("ordered_twice")                           -- what must never happen
local replayed = metrics.rate("replayed")

options = {
  scenarios = {
    fingers = {
      executor = "constant-arrival-rate", exec = "click", arrivals = "poisson",
      rate = tonumber(env.RATE or 20), duration = tonumber(env.SECONDS or 20), max_vus = 500,
    },
  },
  thresholds = {
    ordered_twice = "count < 1",
    ["response_time{step:click}"] = "p(95) < 500ms",
    errors = "rate < 1%",
    checks = "rate > 99%",
  },
}

function setup()
  return { restaurants = http.get("/api/city"):json("restaurants") }
end

local function is_one(answers)
  return answers[1]:json("id") == answers[2]:json("id")
end

function click(ctx)
  local guest = { customer = "finger " .. ctx.iter .. " " .. random.string(6), password = env.PASSWORD or "rushhour" }
  local session = http.post("/api/sessions", { json = guest }, { name = "sign in", expect = 201 })
  if not session.ok then ctx.fail("could not sign in") end
  local token = session:json("token")
  local restaurant = random.zipf(ctx.data.restaurants, 1.1)
  local menu = http.get("/api/restaurants/" .. restaurant .. "/menu", { name = "read menu" })
  if not menu.ok then ctx.fail("no menu") end
  local dish = random.pick(menu:json("dishes")).id

  local key = { ["Idempotency-Key"] = random.uuid() }
  local once = { json = { lines = { { dish = dish, quantity = 1 } } } }
  local params = http.params { name = "click", expect = 201, bearer = token, headers = key }
  local answers = http.batch { { "POST", "/api/orders", once, params }, { "POST", "/api/orders", once, params } }
  local placed = check(answers, { ["both clicks are answered"] = function(a) return a[1].status == 201 and a[2].status == 201 end })
  if not placed then ctx.fail("a click came to nothing") end
  if not check(answers, { ["both clicks are one order"] = is_one }) then twice:add(1) else twice:add(0) end

  sleep(random.uniform("50ms", "300ms"))
  local late = http.post("/api/orders", once, { name = "click again", expect = 201, bearer = token, headers = key })
  if not late.ok then ctx.fail("a late click came to nothing") end
  replayed:add(late.headers["idempotency-replayed"] == "true")
  check(late, { ["a late click is the same order"] = function(r) return r:json("id") == answers[1]:json("id") end })
  local other = { json = { lines = { { dish = dish, quantity = 2 } } } }
  http.post("/api/orders", other, { name = "another order under the key", expect = 422, bearer = token, headers = key })

  local order = "/api/orders/" .. late:json("id")
  local payment = { "POST", order .. "/pay", { json = { method = "cash" } }, { name = "pay", bearer = token } }
  http.batch { payment, payment }
  local paid = http.get(order, { name = "read order", bearer = token })
  check(paid, {
    ["the dish was ordered once"] = function(r) return #r:json("lines") == 1 and r:json("lines.0.quantity") == 1 end,
    ["it was paid once"] = function(r) return r:json("payment.attempts") == 1 end,
  })
end
