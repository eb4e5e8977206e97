-- The hours of the day (UTC), always 24 rows.
-- Key: hour.
create table dim_hour as
select
  cast(h.hour as integer) as hour,
  case
    when h.hour < 6 then 'night'
    when h.hour < 11 then 'morning'
    when h.hour < 15 then 'lunch'
    when h.hour < 17 then 'afternoon'
    when h.hour < 22 then 'evening'
    else 'night'
  end as part_of_day
from generate_series(0, 23) as h(hour);
