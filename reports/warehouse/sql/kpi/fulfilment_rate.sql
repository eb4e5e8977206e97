-- How many of the orders that should have ended were delivered, as a whole and by zone.
-- Due is an order that has ended (delivered, refunded, cancelled, rejected), and one that has not, but was placed in an hour that ended
-- two hours or more before the last order of its source (setting fulfilment.grace_minutes, 120). Fulfilled is a delivered one, and a
-- refunded one: the money came back, the food was there. Rates in percent, two decimals, half to even, null where nothing is due. Overdue
-- are those that are due and have not ended, under_way those that are not due yet. Zones by name; orders without a zone stand in the whole
-- only.
-- needs: bronze/functions, gold/order_endings
-- result: row
select
  cast(divided(100 * sum(case when fulfilled then orders else 0 end), sum(case when due then orders end), 2) as decimal(5, 2))
    as fulfilment_rate,
  cast(coalesce(sum(orders), 0) as bigint) as placed,
  cast(coalesce(sum(case when due then orders end), 0) as bigint) as due,
  cast(coalesce(sum(case when fulfilled then orders end), 0) as bigint) as fulfilled,
  cast(coalesce(sum(case when status = 'refunded' then orders end), 0) as bigint) as refunded,
  cast(coalesce(sum(case when status = 'cancelled' then orders end), 0) as bigint) as cancelled,
  cast(coalesce(sum(case when status = 'rejected' then orders end), 0) as bigint) as rejected,
  cast(coalesce(sum(case when due and not ended then orders end), 0) as bigint) as overdue,
  cast(coalesce(sum(case when not due then orders end), 0) as bigint) as under_way
from order_endings;
-- result: by_zone rows
select
  zone,
  cast(coalesce(sum(case when due then orders end), 0) as bigint) as due,
  cast(coalesce(sum(case when fulfilled then orders end), 0) as bigint) as fulfilled,
  cast(divided(100 * sum(case when fulfilled then orders else 0 end), sum(case when due then orders end), 2) as decimal(5, 2))
    as fulfilment_rate
from order_endings
where zone is not null
group by zone
order by zone;
-- result: insights texts
with zones as (
  select
    zone,
    sum(case when fulfilled then orders else 0 end) as fulfilled,
    sum(case when due then orders end) as due
  from order_endings
  where zone is not null
  group by zone
),
worst as (
  select zone, divided(100 * fulfilled, due, 2) as rate from zones where due > 0 order by 2, 1 limit 1
)
select cast(cast(divided(
    100 * sum(case when fulfilled then orders else 0 end), sum(case when due then orders end), 0
  ) as decimal(3, 0)) as varchar) || ' % of the orders that should have ended were delivered' as insight
from order_endings
having sum(case when due then orders end) > 0
union all
select 'Zone ' || zone || ' fulfils least: ' || cast(cast(rate as decimal(5, 2)) as varchar) || ' %'
from worst
where (select count(*) from zones where due > 0) > 1
union all
select cast(cast(sum(orders) as bigint) as varchar) || ' orders are overdue: nothing tells how they ended'
from order_endings
where due and not ended
having sum(orders) > 0;
