-- What was done for each table and view of silver and gold: from what (names and fingerprints, as JSON), by which SQL, how many rows, how long.
-- Rows of a view are not counted: it has none of its own. A fingerprint stands for the SQL and everything that it was made from.
create table ledger.lineage (
  version varchar not null,
  step varchar not null,
  sql_sha256 varchar not null,
  inputs varchar not null,
  rows_in bigint,
  rows_out bigint,
  started_at timestamp not null,
  seconds double not null,
  fingerprint varchar not null
);
