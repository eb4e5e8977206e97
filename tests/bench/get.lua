-- The bench's plain GET: users each on a connection of its own, one request after the other.
local http, env = require "rushhour.http", require "rushhour.env"

options = {
  scenarios = {
    get = { executor = "constant-vus", exec = "get", vus = tonumber(env.USERS or "64"), duration = (env.SECONDS or "5") .. "s" },
  },
}

local url = env.URL or "/small.txt"

function get() http.get(url, { name = "get" }) end
