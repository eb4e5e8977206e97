-- Orders counted: one row per source, hour in which they were placed (timestamp, UTC), zone, status and whether they count as revenue.
-- needs: gold/fact_orders
create table order_hours as
select
  source,
  date_trunc('hour', placed_at) as hour,
  zone,
  status,
  revenue_counts,
  count(*) as orders,
  coalesce(sum(total), 0.00) as total,
  max(placed_at) as last_placed_at
from fact_orders
where placed_at is not null
group by 1, 2, 3, 4, 5;
