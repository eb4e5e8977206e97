-- The bench's garbage: 10,000 users who ask, think about a second and ask again; with GARBAGE, each answer is turned into some fifty tables
-- and texts that nobody keeps, as a script does that reads a menu and makes an order of it.
local http, sleep, random, env = require "rushhour.http", require "rushhour.sleep", require "rushhour.random", require "rushhour.env"

options = {
  scenarios = {
    eaters = { executor = "constant-vus", exec = "eat", vus = tonumber(env.USERS or "10000"), duration = (env.SECONDS or "30") .. "s" },
  },
  warmup = "5s",  -- in which ten thousand users connect at once
}

local params = { name = "get" }
local garbage = env.GARBAGE == "yes"

local function litter(iteration)
  local dishes = {}
  for i = 1, 20 do dishes[i] = { id = i, name = "dish " .. i .. " of " .. iteration, price = i * 100 + iteration } end
  local names = {}
  for i, dish in ipairs(dishes) do names[i] = dish.name:upper() end
  return table.concat(names, ", ")
end

function eat(ctx)
  sleep(random.uniform(0.5, 1.5))
  http.get("/small.txt", params)
  if garbage then litter(ctx.iter) end
end
