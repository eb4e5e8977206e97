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

---{ duration, users }.
---@alias rushhour.users_stage { [1]: rushhour.duration, [2]: integer }

---A scenario, by its executor.
---@alias rushhour.scenarios rushhour.constant_arrival_rate|rushhour.ramping_arrival_rate|rushhour.constant_vus|rushhour.ramping_vus|rushhour.per_vu_iterations|rushhour.shared_iterations

---What load to make, and what is asked of it.
---@class (exact) rushhour.options
---What is played, by name (letters, digits, _ and -) (default: `vus`, `duration`, `iterations` and `stages` in short).
---@field scenarios? table<string, rushhour.scenarios>
---In short, without scenarios: how many users play the function `default` (default: 1).
---@field vus? integer
---In short: how long they do (`constant-vus`), or how long iterations may take at most (default: none).
---@field duration? rushhour.duration
---In short: how many iterations they share (`shared-iterations`) (default: none).
---@field iterations? integer
---In short: how their number changes (`ramping-vus`, from `vus`) (default: none).
---@field stages? rushhour.users_stage[]
---Limits by metric, such as response_time = "p(99) < 250ms" (default: none).
---@field thresholds? table<string, string|rushhour.threshold|(string|rushhour.threshold)[]>
---The first part of the plan, reported apart (default: 0).
---@field warmup? rushhour.duration
---How requests travel (default: see there).
---@field http? rushhour.http_options
---Of the run: a build, a revision; `--tag` adds to them (default: none).
---@field tags? table<string, rushhour.plain>
---Names of tags, at most three: each of their values has figures of its own; other tags make none (default: none).
---@field series_tags? string|string[]
---Hosts, as "api.example.com" or "10.0.0.7:8080", that requests may go to besides the target's own and loopback (default:
---none).
---@field hosts? string[]
---What the script's code may take (default: see there).
---@field limits? rushhour.limits

---What all scenarios have.
---@class (exact) rushhour.scenario
---When it begins, since the begin of the run; all its other times count from there (default: 0).
---@field start_time? rushhour.duration
---The global function that is played (default: the scenario's name).
---@field exec? string
---How long what runs at the end may still take before it is censored (default: 30 s).
---@field graceful_stop? rushhour.duration
---Of all its requests (default: none).
---@field tags? table<string, rushhour.plain>
---For its users, read as `env.NAME`; what `-e` gives goes before it (default: none).
---@field env? table<string, rushhour.plain>

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

---What scenarios with users instead of arrivals add.
---@class (exact) rushhour.users_scenario : rushhour.scenario
---From one iteration's begin to the next of the same user; one that takes longer is followed at once (default: 0).
---@field pace? rushhour.duration

---A fixed number of users.
---@class (exact) rushhour.constant_vus : rushhour.users_scenario
---Each user begins its next iteration when the last one has ended.
---@field executor "constant-vus"
---Users (default: 1).
---@field vus? integer
---How long they begin iterations.
---@field duration rushhour.duration

---A number of users that changes.
---@class (exact) rushhour.ramping_vus : rushhour.users_scenario
---Users come and go along a line.
---@field executor "ramping-vus"
---Where the first stage begins (default: 1).
---@field start_vus? integer
---{ duration, users }: over that time their number goes in a straight line to that.
---@field stages rushhour.users_stage[]
---How long the iteration of a user that is to go may still take (default: 30 s).
---@field graceful_ramp_down? rushhour.duration

---A number of iterations of each user.
---@class (exact) rushhour.per_vu_iterations : rushhour.users_scenario
---Each user plays a number of iterations.
---@field executor "per-vu-iterations"
---Users (default: 1).
---@field vus? integer
---Of each user (default: 1).
---@field iterations? integer
---How long they may take; then none begins any more (default: 10 minutes).
---@field max_duration? rushhour.duration

---A number of iterations of all users.
---@class (exact) rushhour.shared_iterations : rushhour.users_scenario
---Users share a number of iterations: whoever is free begins the next one.
---@field executor "shared-iterations"
---Users (default: 1).
---@field vus? integer
---Of all together, at least one a user (default: 1).
---@field iterations? integer
---How long they may take; then none begins any more (default: 10 minutes).
---@field max_duration? rushhour.duration

---One threshold and how it is judged.
---@class (exact) rushhour.threshold
---The expression, in front (default: what `threshold` says).
---@field [1]? string
---Judged on every window of this length (default: the run as a whole).
---@field over? rushhour.duration
---How long it must be crossed without a break, window by window; without `over` interval by interval (default: 0).
---@field for? rushhour.duration
---Whether the run ends when it is crossed (default: false).
---@field abort_on_fail? boolean
---But not before this time of the run (default: 0).
---@field delay_abort_eval? rushhour.duration
---K6's word for the expression (default: the first value).
---@field threshold? string
---K6's word for `abort_on_fail` (default: false).
---@field abortOnFail? boolean
---K6's word for `delay_abort_eval` (default: 0).
---@field delayAbortEval? rushhour.duration

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
---Of the requests of a batch so many are under way at a time, 1 to 100; the others wait, as part of their response time
---(default: 6).
---@field batch? integer
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
---The status that counts as ok, a class such as "2xx", or a list of both (default: 200 to 399).
---@field expect? integer|string|(integer|string)[]
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
---Of this request, before those of ctx.tag and of the scenario; those that options.series_tags lists tell series apart
---(default: none).
---@field tags? table<string, rushhour.plain>

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
---Milliseconds from the instant at which the request was intended: what a user felt.
---@field response_time number
---Milliseconds from the first byte sent to the last received.
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
---Called as `ctx.running()`: false once no further iteration of the scenario is to begin.
---@field running fun(): boolean
---Ends the iteration, which counts as rejected.
---@field fail fun(message: string)
---Tags the later requests of this iteration; nil takes the tag away.
---@field tag fun(name: string, value: rushhour.plain|nil)
---Ends the run.
---@field abort fun(message: string)

---How a feeder's rows are drawn.
---@class (exact) rushhour.feeder_options
---Which row an iteration draws: as they stand; any; every pass in another order; each once, in an order of its own
---(default: "sequential").
---@field order? "sequential"|"random"|"shuffle"|"unique"
---What happens when all rows were drawn: they come again; the user stops; the run ends (default: "recycle", of unique
---"stop_vu").
---@field on_end? "recycle"|"stop_vu"|"stop_test"

---How a CSV file is written, and its rows are drawn.
---@class (exact) rushhour.csv_options : rushhour.feeder_options
---One character between fields (default: ",").
---@field separator? string
---One character around fields, twice within them for itself; "" for none (default: '"').
---@field quote? string
---True: the first line names the columns; or their names, where no line does (default: true).
---@field header? boolean|string[]

---What a trend holds.
---@class (exact) rushhour.trend_options
---Whether its values are milliseconds, shown as times (default: false).
---@field time? boolean

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

---Sends up to 100 calls at once, each `{ "GET", url, params }`, `{ "POST", url, body, params }` or a url; the answers have
---their keys.
---An error: a URL, a body or params that cannot be, or a key that is unknown.
---@param calls table<integer|string, string|any[]>
---@return table<integer|string, rushhour.response>
function rushhour_http.batch(calls) end

---Checks params once for any number of calls, which are quicker with them.
---An error: a key that is unknown or a value that cannot be.
---@param params rushhour.params
---@return rushhour.params
function rushhour_http.params(params) end

---What should be true of an answer.
---@class rushhour.check
---@overload fun(value: any, checks: table<string, any>): boolean
local rushhour_check = {}

---Waiting.
---@class rushhour.sleep
---@overload fun(duration: rushhour.duration)
local rushhour_sleep = {}

---Think time drawn from a lognormal distribution (sigma 0.5).
---An error: what is no duration, a sigma that is not from 0 to 10.
---@param median rushhour.duration
---@param sigma? number
function rushhour_sleep.think(median, sigma) end

---Waits until so long after the iteration began; where that is past, not at all.
---An error: what is no duration.
---@param period rushhour.duration
function rushhour_sleep.pace(period) end

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

---Data for iterations.
---@class rushhour.feeder
local rushhour_feeder = {}

---Rows of a CSV file: tables of texts by column.
---An error: in a function; a file that is missing, empty or ragged, named with its line, which ends rushhour with 104
---before anything is sent.
---@param file string
---@param options? rushhour.csv_options
---@return rushhour.rows
function rushhour_feeder.csv(file, options) end

---Rows of a file with a JSON value in each line.
---An error: in a function; a file that is missing, empty or ragged, named with its line, which ends rushhour with 104
---before anything is sent.
---@param file string
---@param options? rushhour.feeder_options
---@return rushhour.rows
function rushhour_feeder.jsonl(file, options) end

---The values of a list, as JSON keeps them.
---An error: in a function; what JSON cannot hold.
---@param values any[]
---@param options? rushhour.feeder_options
---@return rushhour.rows
function rushhour_feeder.list(values, options) end

---Whole numbers from first to last.
---An error: in a function; last below first.
---@param first integer
---@param last integer
---@param options? rushhour.feeder_options
---@return rushhour.rows
function rushhour_feeder.range(first, last, options) end

---What a feeder holds; # gives how many rows.
---@class rushhour.rows
local rushhour_rows = {}

---This iteration's row, the same however often it is asked for.
---An error: where the script is loaded.
---@return any
function rushhour_rows:row() end

---Parts of an iteration that belong together.
---@class rushhour.group
---@overload fun(name: string, body: function, ...: any): ...
local rushhour_group = {}

---Metrics of one's own.
---@class rushhour.metrics
local rushhour_metrics = {}

---Sums up.
---An error: in a function; a name that is not 1 to 100 letters, digits, _, . and -, that every run has, or that is another
---kind's.
---@param name string
---@return rushhour.metric
function rushhour_metrics.counter(name) end

---Keeps the last value, the least and the most.
---An error: in a function; a name that is not 1 to 100 letters, digits, _, . and -, that every run has, or that is another
---kind's.
---@param name string
---@return rushhour.metric
function rushhour_metrics.gauge(name) end

---The share of what was true.
---An error: in a function; a name that is not 1 to 100 letters, digits, _, . and -, that every run has, or that is another
---kind's.
---@param name string
---@return rushhour.metric
function rushhour_metrics.rate(name) end

---A distribution, with percentiles.
---An error: in a function; a name that is not 1 to 100 letters, digits, _, . and -, that every run has, or that is another
---kind's.
---@param name string
---@param options? rushhour.trend_options
---@return rushhour.metric
function rushhour_metrics.trend(name, options) end

---One of them.
---@class rushhour.metric
local rushhour_metric = {}

---Notes a value; of a rate a truth value.
---An error: a number that is not finite, or negative where it may not be.
---@param value number|boolean
---@param tags? table<string, rushhour.plain>
function rushhour_metric:add(value, tags) end

---The same, of a gauge.
---@param value number
---@param tags? table<string, rushhour.plain>
function rushhour_metric:set(value, tags) end

---What the command line gave.
---@class rushhour.env
---What `-e K=V` gave, or else the scenario's `env`, as a text.
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

---The run's time, in seconds with their fractions; `os.time`, `os.clock` and `os.date` tell the same.
---@class rushhour.clock
local rushhour_clock = {}

---Seconds since the run began, by the clock that all latencies are measured with.
---@return number
function rushhour_clock.now() end

---Seconds since 1970, as the wall clock of the run's begin and `now` have it.
---@return number
function rushhour_clock.unix() end

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
