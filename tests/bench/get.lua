-- The bench's plain GET: 64 users, each on its own connection, one request after the other.
local http, env = require "rushhour.http", require "rushhour.env"

options = {
  scenarios = {
    get = { executor = "constant-vus", exec = "get", vus = 64, duration = (env.SECONDS or "5") .. "s" },
  },
}

function get() http.get("/small.txt", { name = "get" }) end
