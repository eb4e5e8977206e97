-- How long events were under way to whoever wrote them down, counted: one row per type and delay (recorded_at - at) in whole milliseconds.
-- Below zero the writer's clock was behind. Events of which one of both times is not known are left out.
-- needs: bronze/functions, silver/events
create table message_delays as
select
  type,
  cast(seconds_apart("at", recorded_at) * 1000 as bigint) as delay_ms,
  count(*) as events
from silver.events
where recorded_at is not null and "at" is not null
group by 1, 2;
