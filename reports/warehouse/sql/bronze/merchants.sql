-- The records of files of merchants, typed, with file and line; what could not be typed is NULL and stands in bronze.faults.
-- Columns of few different words are kept as dictionaries, which makes grouping and joining by them six times as fast; the other texts as
-- they are, since to look for something smaller is half of what it costs to write them.
create table bronze.merchants (
  file_id integer not null,
  line bigint not null,
  key_hash bigint not null,
  merchant_id varchar using compression uncompressed,
  merchant_name varchar using compression uncompressed,
  category varchar using compression dict_fsst,
  region varchar using compression dict_fsst,
  city varchar using compression dict_fsst,
  zone varchar using compression dict_fsst,
  joined_date date
);
