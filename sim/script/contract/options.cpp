#include "sim/script/contract/options.hpp"

namespace rushhour::script::contract {
namespace {

constexpr Field options_fields[] = {
    {"scenarios", "table<string, rushhour.scenarios>", "", "what is played, by name (letters, digits, _ and -)"},
    {"thresholds", "table<string, string|string[]>", "none", "limits by metric, such as response_time = \"p(99) < 250ms\""},
    {"warmup", "rushhour.duration", "0", "the first part of the plan, reported apart"},
    {"http", "rushhour.http_options", "see there", "how requests travel"},
    {"hosts", "string[]", "none",
     "hosts, as \"api.example.com\" or \"10.0.0.7:8080\", that requests may go to besides the target's own and loopback"},
    {"limits", "rushhour.limits", "see there", "what the script's code may take"},
};

constexpr ForeignWord options_foreign[] = {
    {"discardResponseBodies", "http = { body = \"discard\" }"},
    {"insecureSkipTLSVerify", "http = { tls = { verify = false } }"},
    {"maxRedirects", "http = { redirects = 10 }"},
    {"noConnectionReuse", "http = { connections = \"per-request\" }"},
    {"noVUConnectionReuse", "http = { connections = \"per-iteration\" }"},
    {"noCookiesReset", "http = { cookies = \"per-user\" }"},
    {"userAgent", "a header of each request"},
    {"rps", "the rate of an arrival executor"},
};

constexpr Field scenario_fields[] = {
    {"exec", "string", "the scenario's name", "the global function that is played"},
    {"graceful_stop", "rushhour.duration", "30 s", "how long what runs at the end may still take before it is censored"},
};

constexpr ForeignWord scenario_foreign[] = {
    {"preAllocatedVUs", "max_vus"},
    {"maxVUs", "max_vus"},
    {"timeUnit", "part of the rate, as in \"500/s\" or \"30/m\""},
    {"startRate", "start_rate"},
    {"gracefulStop", "graceful_stop"},
};

constexpr Field arrivals_fields[] = {
    {"max_vus", "integer", "", "users that may be busy at once, over all workers"},
    {"arrivals", "\"uniform\"|\"poisson\"", "\"uniform\"", "how arrivals are spaced"},
    {"on_limit", "\"queue\"|\"drop\"", "\"queue\"",
     "whether an arrival that finds every permitted user busy waits, its wait inside its response time, or is dropped and counted"},
    {"max_queue", "integer", "100000", "arrivals that may wait; further ones are dropped"},
    {"max_wait", "rushhour.duration", "5 minutes", "how long an arrival may wait; then it is censored at its age"},
};

constexpr Field constant_arrival_rate_fields[] = {
    {"executor", "\"constant-arrival-rate\"", "", "iteration n begins at n / rate, however slow the answers are"},
    {"rate", "rushhour.rate", "", "iterations that begin"},
    {"duration", "rushhour.duration", "", "how long they do"},
};

constexpr Field ramping_arrival_rate_fields[] = {
    {"executor", "\"ramping-arrival-rate\"", "", "iteration n begins where the area under the rate reaches n"},
    {"start_rate", "rushhour.rate", "0", "where the first stage begins"},
    {"stages", "rushhour.rate_stage[]", "", "{ duration, rate }: over that time the rate goes in a straight line to that rate"},
};

constexpr Field constant_vus_fields[] = {
    {"executor", "\"constant-vus\"", "", "each user begins its next iteration when the last one has ended"},
    {"vus", "integer", "1", "users"},
    {"duration", "rushhour.duration", "", "how long they begin iterations"},
};

constexpr Field http_fields[] = {
    {"connections", "\"keep-alive\"|\"per-iteration\"|\"per-request\"", "\"keep-alive\"",
     "how long a user keeps a connection; \"per-iteration\" closes it when the user begins its next one"},
    {"requests_per_connection", "integer", "0", "after so many a connection is closed; 0 for no limit"},
    {"prefetch", "boolean", "false",
     "whether users connect to the target before the run begins: those of `constant-vus` and as many as `max_vus` permits, 30 s at most in "
     "all; no phase `connect` or `tls` is in their first request then"},
    {"max_connections", "integer", "0", "of all workers together, at least one each; an exchange beyond them waits; 0 for no limit"},
    {"resolve", "table<string, string>", "none", "{ [\"host\"] = \"IP address\" }, or \"host:port\": what to use instead of asking DNS"},
    {"sources", "string|string[]", "the system's choice",
     "our own addresses, in turn: \"10.0.0.7\", \"10.0.0.1-10.0.0.9\", \"10.0.0.0/28\", or a list of them"},
    {"source", "string|string[]", "the system's choice", "the same as `sources`, for one of them"},
    {"timeout", "rushhour.duration", "60 s", "of an exchange as a whole"},
    {"timeouts", "rushhour.phase_timeouts", "none", "of its phases"},
    {"body", "\"keep\"|\"discard\"|\"hash\"", "\"keep\"", "what becomes of an answer's body"},
    {"head_limit", "rushhour.size", "\"64KiB\"", "bytes of an answer's head, 256 B to 16 MiB"},
    {"body_limit", "rushhour.size", "\"64MiB\"", "bytes of an answer's body, as it came and decoded"},
    {"redirects", "integer", "10", "hops that an exchange may follow, 0 to 100"},
    {"cookies", "\"per-iteration\"|\"per-user\"|\"off\"", "\"per-iteration\"", "how long a user keeps what servers set"},
    {"traceparent", "boolean", "false",
     "whether requests carry a W3C `traceparent`, each a trace of its own, unless the script brings one; the slowest requests keep theirs "
     "in "
     "slowest.jsonl"},
    {"tls", "rushhour.tls_options", "see there", "certificates; files are PEM, relative to the script's folder"},
};

constexpr Field phase_timeout_fields[] = {
    {"dns", "rushhour.duration", "none", "ends an exchange as `dns timeout`"},
    {"connect", "rushhour.duration", "none", "ends it as `connect timeout`"},
    {"tls", "rushhour.duration", "none", "ends it as `tls timeout`"},
    {"first_byte", "rushhour.duration", "none", "from the request's last byte to the answer's first; ends it as `read timeout`"},
};

constexpr Field tls_fields[] = {
    {"ca", "string", "the system's", "file of the authorities to trust"},
    {"cert", "string", "none", "file of our own certificate, its chain behind it"},
    {"key", "string", "none", "file of the certificate's key"},
    {"verify", "boolean", "true", "whether the server's certificate must be good"},
    {"resume", "boolean", "true", "whether sessions are resumed"},
};

constexpr Field limits_fields[] = {
    {"script", "rushhour.duration", "1 s", "CPU time that a user may compute without waiting, 100 ms at least"},
    {"memory", "rushhour.size", "\"64MB\"", "bytes that a user may take in one iteration, 100 KB to 4 GB"},
};

}  // namespace

constinit const Table options{"options", "what load to make, and what is asked of it", options_fields, nullptr, options_foreign};
constinit const Table scenario{"scenario", "what all scenarios have", scenario_fields, nullptr, scenario_foreign};
constinit const Table arrivals_scenario{"arrivals_scenario", "what scenarios with arrivals add", arrivals_fields, &scenario};
constinit const Table constant_arrival_rate{"constant_arrival_rate", "arrivals at one rate", constant_arrival_rate_fields,
                                            &arrivals_scenario};
constinit const Table ramping_arrival_rate{"ramping_arrival_rate", "arrivals at a rate that changes", ramping_arrival_rate_fields,
                                           &arrivals_scenario};
constinit const Table constant_vus{"constant_vus", "a fixed number of users", constant_vus_fields, &scenario};
constinit const Table http_options{"http_options", "how requests travel", http_fields};
constinit const Table phase_timeouts{"phase_timeouts", "limits of the phases of an exchange", phase_timeout_fields};
constinit const Table tls_options{"tls_options", "certificates and sessions", tls_fields};
constinit const Table limits{"limits", "what the script's code may take before it is ended", limits_fields};

}  // namespace rushhour::script::contract
