-- How much of their shifts couriers have an order in hand.
-- Busy seconds over shift seconds in percent, two decimals, half to even, null where no shift is known. A courier is busy from an
-- assignment to the delivery, or the cancellation, of that order; orders carried at the same time count once; what goes on behind the
-- shift's end does not count. A shift whose end the log does not have lasts to the courier's next one, else to the last event; one whose
-- beginning it does not have began with the first. Hours with two decimals. Busiest couriers: the twenty with most deliveries, then by
-- id; which log it is from is not told, so an id may occur twice.
-- needs: bronze/functions, gold/dim_courier
-- result: row
select
  cast(divided(100 * sum(busy_s), sum(shift_s), 2) as decimal(5, 2)) as utilisation_rate,
  count(*) as couriers,
  cast(coalesce(sum(shifts), 0) as bigint) as shifts,
  coalesce(cast(divided(sum(shift_s), 3600, 2) as decimal(18, 2)), 0.00) as shift_hours,
  coalesce(cast(divided(sum(busy_s), 3600, 2) as decimal(18, 2)), 0.00) as busy_hours,
  cast(coalesce(sum(deliveries), 0) as bigint) as deliveries,
  coalesce(cast(divided(sum(case when shift_s > 0 then deliveries end) * 3600, sum(shift_s), 2) as decimal(18, 2)), 0.00)
    as deliveries_per_shift_hour
from dim_courier;
-- result: busiest_couriers rows
select
  courier_id,
  deliveries,
  cast(divided(shift_s, 3600, 2) as decimal(18, 2)) as shift_hours,
  cast(divided(100 * busy_s, shift_s, 2) as decimal(5, 2)) as utilisation_rate
from dim_courier
order by deliveries desc, courier_id, source, era
limit 20;
-- result: insights texts
select 'Couriers have an order in hand for ' || cast(cast(divided(100 * sum(busy_s), sum(shift_s), 0) as decimal(3, 0)) as varchar)
  || ' % of their shifts' as insight
from dim_courier
having sum(shift_s) > 0
union all
select cast(count(*) as varchar) || ' couriers delivered nothing in their shifts'
from dim_courier
where shifts > 0 and deliveries = 0
having count(*) > 0;
