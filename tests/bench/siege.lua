-- Fifty customers who have signed in order at a steady rate: as usual, while the target is besieged, and after the siege.
local http, env, random = require "rushhour.http", require "rushhour.env", require "rushhour.random"

local function stretch(name, start)
  return {
    executor = "constant-arrival-rate", exec = name, rate = env.RATE .. "/s", start_time = start .. "s", duration = env.SECONDS .. "s",
    max_vus = 400,
  }
end

options = { scenarios = { usual = stretch("usual", env.USUAL), siege = stretch("siege", env.SIEGE), after = stretch("after", env.AFTER) } }

function setup()
  local tokens = {}
  for i = 1, 50 do
    tokens[i] = http.post("/api/sessions", { json = { customer = "guest " .. i, password = "rushhour" } }, { expect = 201 }):json("token")
  end
  return { tokens = tokens }
end

local function order(ctx, name)
  http.post("/api/orders", '{"dish":301}',
    { name = name, expect = 201, bearer = random.pick(ctx.data.tokens), headers = { ["Content-Type"] = "application/json" } })
end

function usual(ctx) order(ctx, "usual") end
function siege(ctx) order(ctx, "siege") end
function after(ctx) order(ctx, "after") end
