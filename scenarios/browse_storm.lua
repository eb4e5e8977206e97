-- Everybody looks and nobody buys: searches, filters, pages upon pages, and menus that most have seen before.
-- Teaches reads at a high rate: query strings, cursors, conditional requests, compressed answers; and which of them the target finds hard.
-- env: RATE, visitors a second (default 100); SECONDS, for how long (30); PAGES, how many pages a visitor turns at most (3).
local http, check, group = require "rushhour.http", require "rushhour.check", require "rushhour.group"
local random, env, metrics = require "rushhour.random", require "rushhour.env", require "rushhour.metrics"

local pages = tonumber(env.PAGES or 3)
local words = { "pizza", "noodle", "green", "garden", "golden", "house", "corner", "river", "soup", "grill" }
local unchanged = metrics.rate("unchanged")                              -- of the menus that were asked for again
local packed = http.params { headers = { ["Accept-Encoding"] = "gzip" }, name = "list" }

options = {
  scenarios = {
    visitors = {
      executor = "constant-arrival-rate", exec = "look_around", arrivals = "poisson",
      rate = tonumber(env.RATE or 100), duration = tonumber(env.SECONDS or 30), max_vus = 1000,
    },
  },
  thresholds = {
    response_time = { "p(95) < 250ms", "p(99) < 500ms" },
    unchanged = "rate > 99%",
    errors = "rate < 1%",
    checks = "rate > 99%",
  },
}

function setup()
  return { zones = http.get("/api/city"):json("zones") }
end

local function search(zone)
  local found = http.get("/api/restaurants", { name = "search", query = { q = random.pick(words), open = 0 } })
  check(found, { ["a search has its total"] = function(r) return r:json("total") >= #r:json("restaurants") end })
  local near = http.get("/api/restaurants", { name = "filter", query = { zone = zone, limit = 20 } })
  check(near, { ["a filter keeps to its zone"] = function(r)
    for _, restaurant in ipairs(r:json("restaurants")) do
      if restaurant.zone ~= zone then return false end
    end
    return true
  end })
end

-- Turns the pages of the whole city; the restaurants seen on the last one.
local function turn_pages(ctx)
  local seen, restaurants, further = {}, {}, "/api/restaurants?limit=50"
  for _ = 1, pages do
    local list = http.get(further, packed)
    if not list.ok then ctx.fail("a page is missing") end
    check(list, {
      ["no page shows what the one before did"] = function(r) return not seen[r:json("restaurants.0.id")] end,
      ["a long page comes compressed"] = list.size < 2048 or list.headers["content-encoding"] == "gzip",
    })
    restaurants, further = list:json("restaurants"), list:json("next")
    for _, restaurant in ipairs(restaurants) do seen[restaurant.id] = true end
    if type(further) ~= "string" then break end                         -- null: that was the last one
  end
  return restaurants
end

local function read_menus(restaurants)
  local page = "/api/restaurants/" .. random.pick(restaurants).id
  local both = http.batch {
    about = { "GET", page, { name = "restaurant" } },
    menu = { "GET", page .. "/menu", { name = "read menu" } },
  }
  check(both, { ["the menu is the restaurant's"] = function(b) return b.menu:json("restaurant") == b.about:json("id") end })
  if not both.menu.ok then return end
  local again = http.get(page .. "/menu", { name = "read menu again", headers = { ["If-None-Match"] = both.menu.headers.etag } })
  if again.ok then unchanged:add(again.status == 304 and again.size == 0) end
end

function look_around(ctx)
  group("search", search, random.pick(ctx.data.zones).name)
  group("menus", read_menus, group("pages", turn_pages, ctx))
end
