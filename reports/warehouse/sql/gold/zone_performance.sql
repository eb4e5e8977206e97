-- How zones compare: one row per zone with revenue, orders, fulfilment, delivery time, and a score of them.
-- Fulfilment is the share of orders that were delivered among those that ended (delivered, cancelled, rejected, refunded or failed).
-- Delivery time is the mean from placing to delivery of the orders whose events tell both. Score: the mean of four ranks, weighted 40
-- (revenue), 30 (orders), 20 (fulfilment) and 10 (delivery time, short is good). A rank is the share of the other zones that are worse, 0
-- to 1, zones that are equal share theirs, and a zone alone has 1. What is not known of a zone is left out of its mean, with its weight.
-- Orders of files have the zone of their customer; where there are any, so have deliveries, whose events name the zone of the restaurant.
-- needs: gold/order_totals, silver/order_lives, silver/orders, silver/customers
create table zone_performance as
with ordered as (
  select
    zone,
    cast(sum(orders) as bigint) as orders,
    sum(case when revenue_counts then total else 0.00 end) as revenue,
    cast(coalesce(sum(orders) filter (where status = 'delivered'), 0) as bigint) as delivered,
    cast(coalesce(sum(orders) filter (where status in ('delivered', 'cancelled', 'rejected', 'refunded', 'failed')), 0) as bigint) as ended
  from order_totals
  where zone is not null
  group by zone
),
driven as (
  select
    case when exists (select 1 from silver.orders) then coalesce(c.zone, l.zone) else l.zone end as zone,
    count(*) as deliveries,
    sum(extract(epoch from l.delivered_at) - extract(epoch from l.placed_at)) as delivery_seconds
  from silver.order_lives as l
  left join silver.customers as c on c.customer_id = l.customer_id
  where l.delivered_at >= l.placed_at
  group by 1
),
known as (
  select
    o.zone,
    o.orders,
    coalesce(o.revenue, 0.00) as revenue,
    o.delivered,
    o.ended,
    coalesce(d.deliveries, 0) as deliveries,
    d.delivery_seconds,
    cast(o.delivered as double precision) / nullif(o.ended, 0) as fulfilment,
    d.delivery_seconds / nullif(d.deliveries, 0) as mean_seconds
  from ordered as o
  left join driven as d on d.zone = o.zone
),
ranked as (
  select
    *,
    count(*) over () - 1 as others,
    count(fulfilment) over () - 1 as others_fulfilment,
    count(mean_seconds) over () - 1 as others_seconds,
    rank() over (order by revenue) - 1 as worse_revenue,
    rank() over (order by orders) - 1 as worse_orders,
    rank() over (order by fulfilment nulls last) - 1 as worse_fulfilment,
    rank() over (order by mean_seconds desc nulls last) - 1 as worse_seconds
  from known
),
scored as (
  select
    *,
    case when others = 0 then 70.0 else (40.0 * worse_revenue + 30.0 * worse_orders) / others end
      + case when fulfilment is null then 0.0 when others_fulfilment = 0 then 20.0 else 20.0 * worse_fulfilment / others_fulfilment end
      + case when mean_seconds is null then 0.0 when others_seconds = 0 then 10.0 else 10.0 * worse_seconds / others_seconds end as points,
    70 + case when fulfilment is null then 0 else 20 end + case when mean_seconds is null then 0 else 10 end as weights
  from ranked
)
select
  zone,
  orders,
  revenue,
  delivered,
  ended,
  deliveries,
  delivery_seconds,
  cast(100.0 * points / weights as decimal(5, 1)) as score
from scored;
