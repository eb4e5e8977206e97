-- The records of files of customers, typed, with file and line; what could not be typed is NULL and stands in bronze.faults.
create table bronze.customers (
  file_id integer not null,
  line bigint not null,
  key_hash bigint not null,
  customer_id varchar,
  customer_name varchar,
  mobile_number varchar,
  email varchar,
  birth_date date,
  signup_date date,
  region varchar,
  city varchar,
  zone varchar
);
