-- Every line of counters.jsonl, as it came.
create table bronze.ticks (
  file_id integer not null,
  run varchar not null,
  line varchar not null
);
