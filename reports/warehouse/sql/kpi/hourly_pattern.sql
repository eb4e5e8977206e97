-- Activity by hour of the day, UTC: always 24 rows.
-- Counts transactions of every status; where none are loaded, orders of every status. Revenue leaves out what does not count as revenue.
-- Percentage: of all activity, two decimals, 0.00 where there is none. Peak: the hour with most activity, the earliest of several, null
-- without any.
-- needs: gold/hourly_activity
-- result: hourly_pattern rows
select
  hour,
  activity,
  coalesce(cast(divided(100 * activity, sum(activity) over (), 2) as decimal(5, 2)), 0.00) as percentage,
  cast(revenue as decimal(38, 2)) as revenue
from hourly_activity
order by hour;
-- result: peak_hour value
select min(hour) as peak_hour
from hourly_activity
where activity > 0 and activity = (select max(activity) from hourly_activity);
-- result: total_activity value
select cast(sum(activity) as bigint) as total_activity from hourly_activity;
-- result: insights texts
select
  'Most happens between ' || lpad(cast(hour as varchar), 2, '0') || ':00 and '
    || lpad(cast(mod(hour + 1, 24) as varchar), 2, '0') || ':00 UTC: '
    || cast(cast(divided(100 * activity, all_activity, 0) as decimal(3, 0)) as varchar) || ' % of the day' as insight
from (select hour, activity, sum(activity) over () as all_activity from hourly_activity) as shared
where activity > 0
order by activity desc, hour
limit 1;
