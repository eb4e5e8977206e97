-- The run.json of each run directory, as it came.
create table bronze.runs (
  run varchar not null,
  directory varchar not null,
  interrupted boolean not null,
  meta varchar not null
);
