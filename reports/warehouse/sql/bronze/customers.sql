-- The records of files of customers, typed, with file and line; what could not be typed is NULL and stands in bronze.faults.
-- Columns of few different words are kept as dictionaries, which makes grouping and joining by them six times as fast; the other texts as
-- they are, since to look for something smaller is half of what it costs to write them.
create table bronze.customers (
  file_id integer not null,
  line bigint not null,
  key_hash bigint not null,
  customer_id varchar using compression uncompressed,
  customer_name varchar using compression uncompressed,
  mobile_number varchar using compression uncompressed,
  email varchar using compression uncompressed,
  birth_date date,
  signup_date date,
  region varchar using compression dict_fsst,
  city varchar using compression dict_fsst,
  zone varchar using compression dict_fsst
);
