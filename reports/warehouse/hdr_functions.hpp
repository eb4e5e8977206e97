#pragma once

struct _duckdb_connection;

namespace rushhour::warehouse {

/// Makes histograms a type to calculate with in SQL. A histogram is a BLOB: HdrHistogram's compressed V2 payload, of nanoseconds. All are
/// exact to the histogram, give NULL for NULL, and end the query with a message when bytes are not a histogram.
///
///   hdr_merge(BLOB) -> BLOB                     aggregate: all samples together; NULLs are left out, NULL of nothing
///   hdr_count(BLOB) -> BIGINT                   samples
///   hdr_quantile(BLOB, DOUBLE) -> BIGINT        ns; the second from 0 to 1; NULL of an empty histogram
///   hdr_mean(BLOB) -> DOUBLE                    ns; NULL of an empty histogram
///   hdr_max(BLOB) -> BIGINT                     ns; NULL of an empty histogram
///   hdr_at_least(BLOB, BLOB, DOUBLE) -> BOOLEAN  whether the quantile of the first is only a lower bound, the second being the histogram
///   of
///                                               those samples that are lower bounds (NULL: none)
void register_hdr_functions(_duckdb_connection* connection);

}  // namespace rushhour::warehouse
