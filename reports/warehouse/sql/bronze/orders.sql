-- The records of files of orders, typed; what could not be typed is NULL and stands in bronze.faults. Items: [{sku, category, quantity, price}].
-- Columns of few different words are kept as dictionaries, which makes grouping and joining by them six times as fast; the other texts as
-- they are, since to look for something smaller is half of what it costs to write them.
create table bronze.orders (
  file_id integer not null,
  line bigint not null,
  key_hash bigint not null,
  order_id varchar using compression uncompressed,
  customer_id varchar using compression uncompressed,
  mobile_number varchar using compression uncompressed,
  order_date_time timestamp,
  items varchar using compression uncompressed,
  total_amount decimal(18, 2),
  status varchar using compression dict_fsst
);
