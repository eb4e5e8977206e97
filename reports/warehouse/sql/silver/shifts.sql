-- When couriers were at work: one row per source, era, courier and shift.
-- A shift whose end is not in the log lasts to the courier's next one, else to the last event of its source; one whose beginning is not in
-- the log began with the first event of its source. begin_known and end_known say which ends the log tells.
-- needs: silver/events
create table silver.shifts as
with bounds as (
  select source, era, min("at") as first_at, max("at") as last_at
  from silver.events
  group by source, era
),
marks as (
  select
    source,
    era,
    courier_id,
    "at",
    type = 'courier.shift_began' as begins,
    lag(type = 'courier.shift_began') over in_turn as one_was_open,
    lead(type = 'courier.shift_ended') over in_turn as end_follows,
    lead("at") over in_turn as next_at
  from silver.events
  where type in ('courier.shift_began', 'courier.shift_ended') and courier_id is not null and "at" is not null
  window in_turn as (partition by source, era, courier_id order by "at", file_id, line)
)
select m.source, m.era, m.courier_id, m."at" as began_at, coalesce(m.next_at, b.last_at) as ended_at, true as begin_known,
  coalesce(m.end_follows, false) as end_known
from marks as m
join bounds as b on b.source = m.source and b.era = m.era
where m.begins
union all
select m.source, m.era, m.courier_id, b.first_at, m."at", false, true
from marks as m
join bounds as b on b.source = m.source and b.era = m.era
where not m.begins and m.one_was_open is null;
