-- The twenty zones that do best, by a score of revenue, orders, fulfilment and delivery time.
-- Score: 0 to 100 with one decimal, higher is better: the weighted mean of the zone's ranks among all zones, 40 for revenue, 30 for orders,
-- 20 for fulfilment, 10 for a short delivery time. A rank is the share of the other zones that are worse; equal zones have equal ranks; a
-- zone alone scores 100. What is not known of a zone (nothing has ended, no delivery has both its times) is left out with its weight.
-- Revenue in major units leaves out orders that do not count as revenue, orders are all of them. Fulfilment rate: delivered orders in
-- percent of those that ended, two decimals, null where none has. Delivery minutes: mean from placing to delivery, one decimal, null where
-- none is known. Equal scores are in the order of revenue, then of the name. Orders without a zone stand nowhere. No orders: no zones.
-- needs: gold/zone_performance
-- result: zone_leaderboard rows
select
  row_number() over (order by score desc, revenue desc, zone) as rank,
  zone,
  score,
  cast(revenue as decimal(38, 2)) as revenue,
  orders,
  cast(divided(100 * delivered, ended, 2) as decimal(5, 2)) as fulfilment_rate,
  cast(divided(delivery_seconds, 60 * deliveries, 1) as decimal(18, 1)) as delivery_minutes
from zone_performance
order by rank
limit 20;
-- result: total_zones value
select count(*) as total_zones from zone_performance;
-- result: insights texts
with best as (
  select zone, score, revenue from zone_performance order by score desc, revenue desc, zone limit 1
)
select 'Zone ' || zone || ' leads with a score of ' || cast(score as varchar) || ' of 100' as insight from best
union all
select
  'Zone ' || best.zone || ' takes ' || cast(cast(divided(100 * best.revenue, total.revenue, 0) as decimal(3, 0)) as varchar)
    || ' % of the revenue'
from best
cross join (select sum(revenue) as revenue from zone_performance) as total
where total.revenue > 0;
