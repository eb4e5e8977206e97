-- The rows of each orders.db that a target stored, as they came. Source is the file's folder.
create table bronze.stored_orders (
  file_id integer not null,
  source varchar not null,
  id varchar,
  restaurant varchar,
  zone varchar,
  status varchar,
  total_minor bigint,
  currency varchar,
  placed_at_ns bigint
);
