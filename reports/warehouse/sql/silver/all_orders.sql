-- Every order of files, of events and of targets' stores, each once: a file's word goes before that of events, theirs before a store's.
-- An order counts as revenue unless it was cancelled, rejected, refunded or could not be paid (failed). Zone is what the order itself says.
-- Of events it takes the placing: what is told of an order that nobody placed makes none.
-- needs: silver/orders, silver/identified_orders, silver/order_lives, silver/stored_orders, silver/retold_orders
create view silver.all_orders as
with told as (
  select
    o.source,
    o.order_id,
    coalesce(i.customer_id, o.customer_id) as customer_id,
    cast(null as varchar) as merchant_id,
    cast(null as varchar) as zone,
    o.ordered_at as placed_at,
    o.status,
    o.total,
    cast(null as varchar) as currency,
    'file' as origin
  from silver.orders as o
  left join silver.identified_orders as i on i.file_id = o.file_id and i.line = o.line
  union all
  select e.source, e.order_id, e.customer_id, e.merchant_id, e.zone, e.placed_at, e.status, e.total, e.currency, 'event'
  from silver.order_lives as e
  anti join (select source, order_id from silver.retold_orders where origin = 'event') as r
    on r.source = e.source and r.order_id = e.order_id
  where e.placed
  union all
  select s.source, s.id, null, s.restaurant, s.zone, s.placed_at, s.status, s.total, s.currency, 'store'
  from silver.stored_orders as s
  anti join (select source, order_id from silver.retold_orders where origin = 'store') as r
    on r.source = s.source and r.order_id = s.id
)
select *, coalesce(status not in ('cancelled', 'rejected', 'refunded', 'failed'), true) as revenue_counts
from told;
