-- The records of files of merchants, typed, with file and line; what could not be typed is NULL and stands in bronze.faults.
create table bronze.merchants (
  file_id integer not null,
  line bigint not null,
  key_hash bigint not null,
  merchant_id varchar,
  merchant_name varchar,
  category varchar,
  region varchar,
  city varchar,
  zone varchar,
  joined_date date
);
