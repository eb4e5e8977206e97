#include "sim/script/contract/calls.hpp"

namespace rushhour::script::contract {
namespace {

constexpr Field params_fields[] = {
    {"name", "string", "method and path", "the step"},
    {"expect", "integer|string|(integer|string)[]", "200 to 399",
     "the status that counts as ok, a class such as \"2xx\", or a list of both"},
    {"headers", "table<string, rushhour.plain>", "none", "by name"},
    {"query", "table<string, rushhour.plain|rushhour.plain[]>", "none",
     "percent-encoded and added to the URL's own; a list as value repeats its name"},
    {"cookies", "table<string, rushhour.plain>", "none", "sent with this request besides those that were set"},
    {"auth", "rushhour.auth", "none", "Basic authentication"},
    {"bearer", "string", "none", "a token: `Authorization: Bearer ...`"},
    {"timeout", "rushhour.duration", "`options.http.timeout`", "connecting and redirects inside"},
    {"redirects", "integer", "`options.http.redirects`", "hops that may be followed, 0 to 100; 0 hands the redirect to the script"},
    {"body", "\"keep\"|\"discard\"|\"hash\"", "`options.http.body`",
     "what becomes of the answer's body; \"discard\" counts it as it came, \"hash\" keeps its digest alone"},
    {"tags", "table<string, rushhour.plain>", "none",
     "of this request, before those of ctx.tag and of the scenario; those that options.series_tags lists tell series apart"},
};

constexpr ForeignWord params_foreign[] = {
    {"responseType", "body"}, {"responseCallback", "expect"}, {"jar", "cookies"}, {"params", "query"}, {"catch_response", "expect"},
};

constexpr Field auth_fields[] = {
    {"user", "string", "", "without a colon"},
    {"password", "string", "", "any text"},
};

constexpr Field body_fields[] = {
    {"json", "any", "nothing", "sent as JSON, `application/json`"},
    {"form", "table<string, rushhour.plain|rushhour.plain[]>", "nothing",
     "sent as `application/x-www-form-urlencoded`; a list as value repeats its name"},
    {"multipart", "table<string, rushhour.plain|rushhour.part>", "nothing", "sent as `multipart/form-data`"},
};

constexpr Field part_fields[] = {
    {"data", "rushhour.plain", "", "what the part holds"},
    {"filename", "string", "none", "makes it a file"},
    {"type", "string", "with a file name `application/octet-stream`", "its Content-Type"},
};

constexpr Field response_fields[] = {
    {"status", "integer", "", "0 without one"},
    {"ok", "boolean", "", "no trouble, and an expected status"},
    {"body", "string", "", "decoded, if it was kept"},
    {"size", "integer", "", "bytes of the body, decoded unless it was discarded"},
    {"digest", "string|nil", "", "SHA-256 of the decoded body in hexadecimal, where `body = \"hash\"`"},
    {"headers", "table<string, string>", "",
     "names in small letters; of a name that comes twice the later value; trailers are not among them"},
    {"cookies", "table<string, string>", "", "what its Set-Cookie headers set, by name"},
    {"error", "rushhour.trouble|nil", "", "what went wrong on the way; nil if nothing did"},
    {"response_time", "number", "", "milliseconds from the instant at which the request was intended: what a user felt"},
    {"service_time", "number", "", "milliseconds from the first byte sent to the last received"},
    {"phases", "table<string, number>", "",
     "milliseconds by phase (`blocked`, `dns`, `connect`, `tls`, `send`, `wait`, `receive`), of those that took place"},
    {"url", "string|nil", "", "where redirects led; nil if none was followed"},
    {"json", "fun(response: rushhour.response, path?: string): any", "",
     "called as `r:json(\"dishes.0.id\")`: the body, or what stands at a path (arrays count from 0); nil if it is not there"},
};

constexpr ForeignWord response_foreign[] = {
    {"timings", "response_time, service_time and phases"},
    {"error_code", "error.kind"},
    {"status_code", "status"},
    {"text", "body"},
    {"content", "body"},
};

constexpr Field trouble_fields[] = {
    {"kind", "string", "", "its class: \"connection refused\", \"read timeout\""},
    {"message", "string", "", "more of it, for people"},
};

constexpr Field context_fields[] = {
    {"vu", "integer", "", "number of the user within its scenario, from 1"},
    {"iter", "integer", "", "number of the iteration, from 0: of the scenario where iterations arrive or are shared, else of the user"},
    {"scenario", "string", "", "its name; empty in setup and teardown"},
    {"data", "any", "", "what setup returned; it cannot be changed"},
    {"running", "fun(): boolean", "", "called as `ctx.running()`: false once no further iteration of the scenario is to begin"},
    {"fail", "fun(message: string)", "", "ends the iteration, which counts as rejected"},
    {"tag", "fun(name: string, value: rushhour.plain|nil)", "", "tags the later requests of this iteration; nil takes the tag away"},
    {"abort", "fun(message: string)", "", "ends the run"},
};

constexpr Field feeder_fields[] = {
    {"order", "\"sequential\"|\"random\"|\"shuffle\"|\"unique\"", "\"sequential\"",
     "which row an iteration draws: as they stand; any; every pass in another order; each once, in an order of its own"},
    {"on_end", "\"recycle\"|\"stop_vu\"|\"stop_test\"", "\"recycle\", of unique \"stop_vu\"",
     "what happens when all rows were drawn: they come again; the user stops; the run ends"},
};

constexpr Field trend_fields[] = {
    {"time", "boolean", "false", "whether its values are milliseconds, shown as times"},
};

constexpr Field csv_fields[] = {
    {"separator", "string", "\",\"", "one character between fields"},
    {"quote", "string", "'\"'", "one character around fields, twice within them for itself; \"\" for none"},
    {"header", "boolean|string[]", "true", "true: the first line names the columns; or their names, where no line does"},
};

}  // namespace

constinit const Table params{"params", "what a call says of its request", params_fields, nullptr, params_foreign};
constinit const Table auth{"auth", "Basic authentication", auth_fields};
constinit const Table body{"body", "a body that rushhour encodes; it has one of the keys", body_fields};
constinit const Table part{"part", "one part of a multipart body", part_fields};
constinit const Table response{"response", "the answer to a request, or what went wrong", response_fields, nullptr, response_foreign, true};
constinit const Table trouble{"trouble", "what went wrong on the way", trouble_fields, nullptr, {}, true};
constinit const Table context{"context", "what setup, teardown and the functions of scenarios are given", context_fields, nullptr, {},
                              true};
constinit const Table feeder{"feeder_options", "how a feeder's rows are drawn", feeder_fields};
constinit const Table trend{"trend_options", "what a trend holds", trend_fields};
constinit const Table csv_feeder{"csv_options", "how a CSV file is written, and its rows are drawn", csv_fields, &feeder};

}  // namespace rushhour::script::contract
