-- Orders counted by whether they were fulfilled, have ended, or ought to have: one row per zone, status and these three.
-- Fulfilled is a delivered order (a store calls it reviewed once it was), and a refunded one: the money came back, the food was there. Due
-- is an order that has ended, and one that was placed in an hour which ended two hours or more before the last order of its source
-- (setting fulfilment.grace_minutes, 120).
-- needs: bronze/settings, gold/order_hours
create table order_endings as
with grace as (
  select coalesce(min(cast(value as integer)), 120) * interval '1' minute as length
  from bronze.settings
  where name = 'fulfilment.grace_minutes'
),
newest as (
  select source, max(last_placed_at) as last_placed_at from order_hours group by source
),
judged as (
  select
    o.zone,
    o.status,
    o.orders,
    coalesce(o.status in ('delivered', 'reviewed', 'refunded'), false) as fulfilled,
    coalesce(o.status in ('delivered', 'reviewed', 'refunded', 'cancelled', 'rejected'), false) as ended,
    o.hour + interval '1' hour + g.length <= n.last_placed_at as old
  from order_hours as o
  join newest as n on n.source = o.source
  cross join grace as g
)
select zone, status, fulfilled, ended, ended or old as due, cast(sum(orders) as bigint) as orders
from judged
group by 1, 2, 3, 4, 5;
