---@meta

-- What a scenario of rushhour may write and call, for the Lua language server. Written by rushhour itself.

---Seconds, or a text such as "250ms", "1m30s".
---@alias rushhour.duration number|string

---A second, or a text such as "500/s", "30/m".
---@alias rushhour.rate number|string

---Bytes, or a text such as "64KiB", "64MB" (a million bytes each).
---@alias rushhour.size integer|string

---What is sent as text.
---@alias rushhour.plain string|number|boolean

---{ duration, rate }.
---@alias rushhour.rate_stage { [1]: rushhour.duration, [2]: rushhour.rate }

---A scenario, by its executor.
---@alias rushhour.scenarios rushhour.constant_arrival_rate|rushhour.ramping_arrival_rate|rushhour.constant_vus

---What load to make, and what is asked of it.
---@class (exact) rushhour.options
---What is played, by name (letters, digits, _ and -).
---@field scenarios table<string, rushhour.scenarios>
---Limits by metric, such as response_time = "p(99) < 250ms" (default: none).
---@field thresholds? table<string, string|string[]>
---The first part of the plan, reported apart (default: 0).
---@field warmup? rushhour.duration
---How requests travel (default: see there).
---@field http? rushhour.http_options
---Hosts, as "api.example.com" or "10.0.0.7:8080", that requests may go to besides the target's own and loopback (default:
---none).
---@field hosts? string[]
---What the script's code may take (default: see there).
---@field limits? rushhour.limits

---What all scenarios have.
---@class (exact) rushhour.scenario
---The global function that is played (default: the scenario's name).
---@field exec? string
---How long what runs at the end may still take before it is censored (default: 30 s).
---@field graceful_stop? rushhour.duration

---What scenarios with arrivals add.
---@class (exact) rushhour.arrivals_scenario : rushhour.scenario
---Users that may be busy at once, over all workers.
---@field max_vus integer
---How arrivals are spaced (default: "uniform").
---@field arrivals? "uniform"|"poisson"
---Whether an arrival that finds every permitted user busy waits, its wait inside its response time, or is dropped and
---counted (default: "queue").
---@field on_limit? "queue"|"drop"
---Arrivals that may wait; further ones are dropped (default: 100000).
---@field max_queue? integer
---How long an arrival may wait; then it is censored at its age (default: 5 minutes).
---@field max_wait? rushhour.duration

---Arrivals at one rate.
---@class (exact) rushhour.constant_arrival_rate : rushhour.arrivals_scenario
---Iteration n begins at n / rate, however slow the answers are.
---@field executor "constant-arrival-rate"
---Iterations that begin.
---@field rate rushhour.rate
---How long they do.
---@field duration rushhour.duration

---Arrivals at a rate that changes.
---@class (exact) rushhour.ramping_arrival_rate : rushhour.arrivals_scenario
---Iteration n begins where the area under the rate reaches n.
---@field executor "ramping-arrival-rate"
---Where the first stage begins (default: 0).
---@field start_rate? rushhour.rate
---{ duration, rate }: over that time the rate goes in a straight line to that rate.
---@field stages rushhour.rate_stage[]

---A fixed number of users.
---@class (exact) rushhour.constant_vus : rushhour.scenario
---Each user begins its next iteration when the last one has ended.
---@field executor "constant-vus"
---Users (default: 1).
---@field vus? integer
---How long they begin iterations.
---@field duration rushhour.duration

---How requests travel.
---@class (exact) rushhour.http_options
---How long a user keeps a connection; "per-iteration" closes it when the user begins its next one (default: "keep-alive").
---@field connections? "keep-alive"|"per-iteration"|"per-request"
---After so many a connection is closed; 0 for no limit (default: 0).
---@field requests_per_connection? integer
---Whether users connect to the target before the run begins: those of `constant-vus` and as many as `max_vus` permits, 30
---s at most in all; no phase `connect` or `tls` is in their first request then (default: false).
---@field prefetch? boolean
---Of all workers together, at least one each; an exchange beyond them waits; 0 for no limit (default: 0).
---@field max_connections? integer
---{ ["host"] = "IP address" }, or "host:port": what to use instead of asking DNS (default: none).
---@field resolve? table<string, string>
---Our own addresses, in turn: "10.0.0.7", "10.0.0.1-10.0.0.9", "10.0.0.0/28", or a list of them (default: the system's
---choice).
---@field sources? string|string[]
---The same as `sources`, for one of them (default: the system's choice).
---@field source? string|string[]
---Of an exchange as a whole (default: 60 s).
---@field timeout? rushhour.duration
---Of its phases (default: none).
---@field timeouts? rushhour.phase_timeouts
---What becomes of an answer's body (default: "keep").
---@field body? "keep"|"discard"|"hash"
---Bytes of an answer's head, 256 B to 16 MiB (default: "64KiB").
---@field head_limit? rushhour.size
---Bytes of an answer's body, as it came and decoded (default: "64MiB").
---@field body_limit? rushhour.size
---Hops that an exchange may follow, 0 to 100 (default: 10).
---@field redirects? integer
---How long a user keeps what servers set (default: "per-iteration").
---@field cookies? "per-iteration"|"per-user"|"off"
---Whether requests carry a W3C `traceparent`, each a trace of its own, unless the script brings one; the slowest requests
---keep theirs in slowest.jsonl (default: false).
---@field traceparent? boolean
---Certificates; files are PEM, relative to the script's folder (default: see there).
---@field tls? rushhour.tls_options

---Limits of the phases of an exchange.
---@class (exact) rushhour.phase_timeouts
---Ends an exchange as `dns timeout` (default: none).
---@field dns? rushhour.duration
---Ends it as `connect timeout` (default: none).
---@field connect? rushhour.duration
---Ends it as `tls timeout` (default: none).
---@field tls? rushhour.duration
---From the request's last byte to the answer's first; ends it as `read timeout` (default: none).
---@field first_byte? rushhour.duration

---Certificates and sessions.
---@class (exact) rushhour.tls_options
---File of the authorities to trust (default: the system's).
---@field ca? string
---File of our own certificate, its chain behind it (default: none).
---@field cert? string
---File of the certificate's key (default: none).
---@field key? string
---Whether the server's certificate must be good (default: true).
---@field verify? boolean
---Whether sessions are resumed (default: true).
---@field resume? boolean

---What the script's code may take before it is ended.
---@class (exact) rushhour.limits
---CPU time that a user may compute without waiting, 100 ms at least (default: 1 s).
---@field script? rushhour.duration
---Bytes that a user may take in one iteration, 100 KB to 4 GB (default: "64MB").
---@field memory? rushhour.size

---What a call says of its request.
---@class (exact) rushhour.params
---The step (default: method and path).
---@field name? string
---The status that counts as ok, or a list of them (default: 200 to 399).
---@field expect? integer|integer[]
---By name (default: none).
---@field headers? table<string, rushhour.plain>
---Percent-encoded and added to the URL's own; a list as value repeats its name (default: none).
---@field query? table<string, rushhour.plain|rushhour.plain[]>
---Sent with this request besides those that were set (default: none).
---@field cookies? table<string, rushhour.plain>
---Basic authentication (default: none).
---@field auth? rushhour.auth
---A token: `Authorization: Bearer ...` (default: none).
---@field bearer? string
---Connecting and redirects inside (default: `options.http.timeout`).
---@field timeout? rushhour.duration
---Hops that may be followed, 0 to 100; 0 hands the redirect to the script (default: `options.http.redirects`).
---@field redirects? integer
---What becomes of the answer's body; "discard" counts it as it came, "hash" keeps its digest alone (default:
---`options.http.body`).
---@field body? "keep"|"discard"|"hash"

---Basic authentication.
---@class (exact) rushhour.auth
---Without a colon.
---@field user string
---Any text.
---@field password string

---A body that rushhour encodes; it has one of the keys.
---@class (exact) rushhour.body
---Sent as JSON, `application/json` (default: nothing).
---@field json? any
---Sent as `application/x-www-form-urlencoded`; a list as value repeats its name (default: nothing).
---@field form? table<string, rushhour.plain|rushhour.plain[]>
---Sent as `multipart/form-data` (default: nothing).
---@field multipart? table<string, rushhour.plain|rushhour.part>

---One part of a multipart body.
---@class (exact) rushhour.part
---What the part holds.
---@field data rushhour.plain
---Makes it a file (default: none).
---@field filename? string
---Its Content-Type (default: with a file name `application/octet-stream`).
---@field type? string

---The answer to a request, or what went wrong.
---@class rushhour.response
---0 without one.
---@field status integer
---No trouble, and an expected status.
---@field ok boolean
---Decoded, if it was kept.
---@field body string
---Bytes of the body, decoded unless it was discarded.
---@field size integer
---SHA-256 of the decoded body in hexadecimal, where `body = "hash"`.
---@field digest string|nil
---Names in small letters; of a name that comes twice the later value; trailers are not among them.
---@field headers table<string, string>
---What its Set-Cookie headers set, by name.
---@field cookies table<string, string>
---What went wrong on the way; nil if nothing did.
---@field error rushhour.trouble|nil
---Milliseconds.
---@field service_time number
---Milliseconds by phase (`blocked`, `dns`, `connect`, `tls`, `send`, `wait`, `receive`), of those that took place.
---@field phases table<string, number>
---Where redirects led; nil if none was followed.
---@field url string|nil
---Called as `r:json("dishes.0.id")`: the body, or what stands at a path (arrays count from 0); nil if it is not there.
---@field json fun(response: rushhour.response, path?: string): any

---What went wrong on the way.
---@class rushhour.trouble
---Its class: "connection refused", "read timeout".
---@field kind string
---More of it, for people.
---@field message string

---What setup, teardown and the functions of scenarios are given.
---@class rushhour.context
---Number of the user within its scenario, from 1.
---@field vu integer
---Number of the iteration, from 0: of the scenario where iterations arrive or are shared, else of the user.
---@field iter integer
---Its name; empty in setup and teardown.
---@field scenario string
---What setup returned; it cannot be changed.
---@field data any

---Requests over HTTP.
---@class rushhour.http
local rushhour_http = {}

---Asks for a path of the target, or an absolute URL.
---An error: a URL, a body or params that cannot be, or a key that is unknown.
---@param url string
---@param params? rushhour.params
---@return rushhour.response
function rushhour_http.get(url, params) end

---Asks for the head alone.
---An error: a URL, a body or params that cannot be, or a key that is unknown.
---@param url string
---@param params? rushhour.params
---@return rushhour.response
function rushhour_http.head(url, params) end

---Asks what a resource may be asked.
---An error: a URL, a body or params that cannot be, or a key that is unknown.
---@param url string
---@param params? rushhour.params
---@return rushhour.response
function rushhour_http.options(url, params) end

---Deletes.
---An error: a URL, a body or params that cannot be, or a key that is unknown.
---@param url string
---@param params? rushhour.params
---@return rushhour.response
function rushhour_http.delete(url, params) end

---Sends a body.
---An error: a URL, a body or params that cannot be, or a key that is unknown.
---@param url string
---@param body? string|rushhour.body
---@param params? rushhour.params
---@return rushhour.response
function rushhour_http.post(url, body, params) end

---Puts a body in a resource's place.
---An error: a URL, a body or params that cannot be, or a key that is unknown.
---@param url string
---@param body? string|rushhour.body
---@param params? rushhour.params
---@return rushhour.response
function rushhour_http.put(url, body, params) end

---Changes a resource.
---An error: a URL, a body or params that cannot be, or a key that is unknown.
---@param url string
---@param body? string|rushhour.body
---@param params? rushhour.params
---@return rushhour.response
function rushhour_http.patch(url, body, params) end

---Sends any method, in capital letters.
---An error: a URL, a body or params that cannot be, or a key that is unknown.
---@param method string
---@param url string
---@param body? string|rushhour.body
---@param params? rushhour.params
---@return rushhour.response
function rushhour_http.request(method, url, body, params) end

---What should be true of an answer.
---@class rushhour.check
---@overload fun(value: any, checks: table<string, any>): boolean
local rushhour_check = {}

---Waiting.
---@class rushhour.sleep
---@overload fun(duration: rushhour.duration)
local rushhour_sleep = {}

---Draws that depend on the seed and the iteration alone, so the same seed draws the same at any number of threads; what is
---a length of time may be given as "250ms" and comes back in seconds.
---@class rushhour.random
local rushhour_random = {}

---In [0, 1).
---@return number
function rushhour_random.number() end

---From low to high, both inside.
---An error: high below low.
---@param low integer
---@param high integer
---@return integer
function rushhour_random.integer(low, high) end

---Between low and high.
---An error: high below low.
---@param low rushhour.duration
---@param high rushhour.duration
---@return number
function rushhour_random.uniform(low, high) end

---Exponentially distributed.
---@param mean rushhour.duration
---@return number
function rushhour_random.exponential(mean) end

---Normally distributed, not below 0.
---@param mean rushhour.duration
---@param deviation rushhour.duration
---@return number
function rushhour_random.normal(mean, deviation) end

---Lognormally distributed.
---An error: a sigma that is not from 0 to 10.
---@param median rushhour.duration
---@param sigma number
---@return number
function rushhour_random.lognormal(median, sigma) end

---A rank from 1, the most frequent, to n, with exponent s (1).
---An error: n below 1, an s that is not from 0 to 20.
---@param n integer
---@param s? number
---@return integer
function rushhour_random.zipf(n, s) end

---One of the list.
---An error: an empty list.
---@param list any[]
---@return any
function rushhour_random.pick(list) end

---True with probability p.
---An error: a p that is not from 0 to 1.
---@param p number
---@return boolean
function rushhour_random.chance(p) end

---N small letters and digits.
---An error: an n that is not from 0 to 1,000,000.
---@param n integer
---@return string
function rushhour_random.string(n) end

---A UUID of version 4.
---@return string
function rushhour_random.uuid() end

---What the command line gave.
---@class rushhour.env
---What `-e K=V` gave, as a text.
---@field [string] string|nil
local rushhour_env = {}

---JSON.
---@class rushhour.json
---JSON's null.
---@field null userdata
---[].
---@field empty_array userdata
local rushhour_json = {}

---As JSON with sorted keys; an empty table is {}.
---An error: a function, NaN, or tables nested deeper than 64.
---@param value any
---@return string
function rushhour_json.encode(value) end

---The value, or what stands at a path such as "dishes.0.id" (nil if nothing does).
---An error: a text that is not JSON.
---@param text string
---@param path? string
---@return any
function rushhour_json.decode(text, path) end

---Lines on stderr; `print` likewise.
---@class rushhour.log
local rushhour_log = {}

---To stderr, at most 1,000 lines a worker.
---@param ... any
function rushhour_log.info(...) end

---Likewise, as a warning.
---@param ... any
function rushhour_log.warn(...) end

---Likewise, as an error.
---@param ... any
function rushhour_log.error(...) end

---@type rushhour.options
options = {}
