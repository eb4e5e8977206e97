-- The run.json of each run directory, as it came.
create table bronze.runs (
  file_id integer not null,
  run varchar not null,
  directory varchar not null,
  interrupted boolean not null,
  meta varchar not null
);
