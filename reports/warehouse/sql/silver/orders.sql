-- One row per order, typed: money in major units, time in UTC.
-- needs: bronze/orders
create view silver.orders as
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
from bronze.orders;
