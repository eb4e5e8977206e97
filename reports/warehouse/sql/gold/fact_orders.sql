-- One row an order, wherever it is told of: what it came to, and where.
-- A zone that the order does not say, and the region, are its customer's.
-- needs: silver/all_orders, silver/customers
create view fact_orders as
select
  o.source,
  o.order_id,
  o.customer_id,
  o.merchant_id,
  coalesce(o.zone, c.zone) as zone,
  c.region,
  o.placed_at,
  o.status,
  o.revenue_counts,
  o.total,
  o.currency,
  o.origin
from silver.all_orders as o
left join silver.customers as c on c.customer_id = o.customer_id;
