-- The records of files of transactions, typed, with file and line; what could not be typed is NULL and stands in bronze.faults.
-- Columns of few different words are kept as dictionaries, which makes grouping and joining by them six times as fast; the other texts as
-- they are, since to look for something smaller is half of what it costs to write them.
create table bronze.transactions (
  file_id integer not null,
  line bigint not null,
  key_hash bigint not null,
  transaction_id varchar using compression uncompressed,
  "timestamp" timestamp,
  customer_id varchar using compression uncompressed,
  merchant_id varchar using compression dict_fsst,
  category varchar using compression dict_fsst,
  zone varchar using compression dict_fsst,
  amount decimal(18, 2),
  status varchar using compression dict_fsst
);
