-- The records of files of orders, typed; what could not be typed is NULL and stands in bronze.faults. Items: [{sku, category, quantity, price}].
create table bronze.orders (
  file_id integer not null,
  line bigint not null,
  key_hash bigint not null,
  order_id varchar,
  customer_id varchar,
  mobile_number varchar,
  order_date_time timestamp,
  items varchar,
  total_amount decimal(18, 2),
  status varchar
);
