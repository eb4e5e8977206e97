-- Every line of counters.jsonl, as it came.
create table bronze.ticks (
  run varchar not null,
  line varchar not null
);
