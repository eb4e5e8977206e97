-- Durations of deliveries, counted: one row per measure, zone, hour of placing (UTC) and length in tenths of a second.
-- Measures: delivery (from placing to the door), eta_error (above zero is late) and eta_distance (the same without its sign). Under 100
-- seconds the length is in whole tenths, above in whole seconds; what lies beyond is left off. total_s is the exact sum; late counts those
-- above zero.
-- needs: gold/fact_deliveries
create table duration_counts as
with measured as (
  select 'delivery' as measure, zone, hour, delivery_s as seconds from fact_deliveries where delivery_s is not null
  union all
  select 'eta_error', zone, hour, eta_error_s from fact_deliveries where eta_error_s is not null
  union all
  select 'eta_distance', zone, hour, abs(eta_error_s) from fact_deliveries where eta_error_s is not null
)
select
  measure,
  zone,
  hour,
  case when abs(seconds) < 100 then cast(floor(seconds * 10) as bigint) else cast(floor(seconds) as bigint) * 10 end as tenths,
  count(*) as deliveries,
  sum(seconds) as total_s,
  count(*) filter (where seconds > 0) as late
from measured
group by 1, 2, 3, 4;
