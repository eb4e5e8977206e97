-- One row per courier that an event names.
-- Key: source, era, courier_id; an id means another courier in another source or era. Shift and busy seconds are whole; busy is the time
-- in shifts with an order in hand.
-- needs: bronze/functions, silver/shifts, silver/busy_times, silver/order_lives
create table dim_courier as
with worked as (
  select
    source, era, courier_id,
    count(*) as shifts, min(began_at) as first_at, max(ended_at) as last_at, sum(stage_seconds(began_at, ended_at)) as shift_s
  from silver.shifts
  group by source, era, courier_id
),
busy as (
  select source, era, courier_id, sum(stage_seconds(began_at, ended_at)) as busy_s
  from silver.busy_times
  group by source, era, courier_id
),
carried as (
  select
    source, era, courier_id,
    count(*) as orders, count(delivered_at) as deliveries, min(assigned_at) as first_at, max(coalesce(delivered_at, assigned_at)) as last_at
  from silver.order_lives
  where courier_id is not null
  group by source, era, courier_id
),
known as (
  select source, era, courier_id from worked
  union
  select source, era, courier_id from carried
)
select
  k.source,
  k.era,
  k.courier_id,
  least(w.first_at, c.first_at) as first_at,
  greatest(w.last_at, c.last_at) as last_at,
  coalesce(w.shifts, 0) as shifts,
  coalesce(c.orders, 0) as orders,
  coalesce(c.deliveries, 0) as deliveries,
  coalesce(w.shift_s, 0) as shift_s,
  coalesce(b.busy_s, 0) as busy_s
from known as k
left join worked as w on w.source = k.source and w.era = k.era and w.courier_id = k.courier_id
left join busy as b on b.source = k.source and b.era = k.era and b.courier_id = k.courier_id
left join carried as c on c.source = k.source and c.era = k.era and c.courier_id = k.courier_id;
