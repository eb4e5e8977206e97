-- Every line of latency.hlog: one histogram (compressed V2 payload, ns) per series and interval. Tags are a JSON object.
create table bronze.histograms (
  file_id integer not null,
  run varchar not null,
  begin_ns bigint not null,
  length_ns bigint not null,
  scenario varchar not null,
  step varchar not null,
  kind varchar not null,
  outcome varchar not null,
  phase varchar not null,
  group_path varchar not null,
  tags varchar not null,
  histogram blob not null
);
