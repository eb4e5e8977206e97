-- Orders added up: one row per zone, region, hour of the day (UTC), status and whether it counts as revenue.
-- needs: gold/fact_orders
create table order_totals as
select
  zone,
  region,
  cast(extract(hour from placed_at) as integer) as hour,
  status,
  revenue_counts,
  customer_id is not null as customer_known,
  count(*) as orders,
  coalesce(sum(total), 0.00) as total
from fact_orders
group by 1, 2, 3, 4, 5, 6;
