-- When couriers had an order in hand: one row per source, era, courier and stretch of time without a pause.
-- A stretch is from an assignment to the delivery or the cancellation of the last order of the stretch. It belongs to the shift in which
-- it began, and ends with it at the latest. Orders of which one of both times is not known, and stretches outside of any shift, are left
-- out.
-- needs: silver/order_lives, silver/shifts
create table silver.busy_times as
with trips as (
  select source, era, courier_id, assigned_at, coalesce(delivered_at, cancelled_at) as done_at
  from silver.order_lives
  where courier_id is not null and coalesce(delivered_at, cancelled_at) >= assigned_at
),
reached as (
  select
    *,
    max(done_at) over (
      partition by source, era, courier_id order by assigned_at, done_at rows between unbounded preceding and 1 preceding
    ) as busy_until
  from trips
),
numbered as (
  select
    *,
    count(*) filter (where busy_until is null or busy_until < assigned_at) over (
      partition by source, era, courier_id order by assigned_at, done_at rows between unbounded preceding and current row
    ) as stretch
  from reached
),
stretches as (
  select source, era, courier_id, min(assigned_at) as began_at, max(done_at) as ended_at, count(*) as orders
  from numbered
  group by source, era, courier_id, stretch
)
select b.source, b.era, b.courier_id, b.began_at, least(b.ended_at, s.ended_at) as ended_at, b.orders
from stretches as b
join silver.shifts as s
  on s.source = b.source and s.era = b.era and s.courier_id = b.courier_id
  and s.began_at <= b.began_at and s.ended_at > b.began_at;
