-- What was wrong with a record as far as its own file tells, with file, line and column. A reject is in no other table.
create table bronze.faults (
  file_id integer not null,
  line bigint not null,
  kind varchar not null,
  column_name varchar not null,
  reason varchar not null,
  rejected boolean not null
);
