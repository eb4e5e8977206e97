-- The records of files of transactions, typed, with file and line; what could not be typed is NULL and stands in bronze.faults.
create table bronze.transactions (
  file_id integer not null,
  line bigint not null,
  key_hash bigint not null,
  transaction_id varchar,
  "timestamp" timestamp,
  customer_id varchar,
  merchant_id varchar,
  category varchar,
  zone varchar,
  amount decimal(18, 2),
  status varchar
);
