-- Orders and revenue by day (UTC), zone, region, status, currency and origin: small however many orders there are.
-- needs: gold/fact_orders
create table order_days as
select
  cast(placed_at as date) as day,
  zone,
  region,
  status,
  revenue_counts,
  currency,
  origin,
  count(*) as orders,
  coalesce(sum(total), 0.00) as amount
from fact_orders
group by all;
