-- One row per order of an orders.db, typed: money in major units, time in UTC.
-- needs: bronze/stored_orders, bronze/current_files
create view silver.stored_orders as
select
  source,
  id,
  restaurant,
  zone,
  lower(status) as status,
  cast(total_minor * 0.01 as decimal(18, 2)) as total,
  total_minor,
  upper(currency) as currency,
  make_timestamp(placed_at_ns // 1000) as placed_at
from bronze.stored_orders
where file_id in (select file_id from bronze.current_files);
