-- How far off the promised times are: deliveries against the promise of their last assignment.
-- The error is delivery minus promise in seconds, one decimal: above zero is late. mean_error_s shows a bias; the distance is the error
-- without its sign, with percentiles as in delivery_time. late_rate: deliveries after their promise in percent of all with one, two
-- decimals, half to even, null where there is none. Zones by name; deliveries without a zone stand in the whole only.
-- needs: bronze/functions, gold/duration_figures, gold/duration_counts
-- result: row
select
  cast(coalesce(max(f.deliveries), 0) as bigint) as deliveries,
  max(case when f.measure = 'eta_error' then f.mean_s end) as mean_error_s,
  max(case when f.measure = 'eta_distance' then f.mean_s end) as mean_distance_s,
  max(case when f.measure = 'eta_distance' then f.p50_s end) as p50_distance_s,
  max(case when f.measure = 'eta_distance' then f.p90_s end) as p90_distance_s,
  max(case when f.measure = 'eta_distance' then f.p99_s end) as p99_distance_s,
  (select cast(coalesce(sum(late), 0) as bigint) from duration_counts where measure = 'eta_error') as late,
  (select cast(divided(100 * sum(late), sum(deliveries), 2) as decimal(5, 2)) from duration_counts where measure = 'eta_error') as late_rate
from duration_figures as f
where f.scope = 'all' and f.measure in ('eta_error', 'eta_distance');
-- result: by_zone rows
select
  e.zone,
  e.deliveries,
  e.mean_s as mean_error_s,
  d.mean_s as mean_distance_s,
  d.p90_s as p90_distance_s,
  cast(divided(100 * l.late, e.deliveries, 2) as decimal(5, 2)) as late_rate
from duration_figures as e
join duration_figures as d on d.measure = 'eta_distance' and d.scope = 'zone' and d.zone = e.zone
join (select zone, sum(late) as late from duration_counts where measure = 'eta_error' group by zone) as l on l.zone = e.zone
where e.measure = 'eta_error' and e.scope = 'zone'
order by e.zone;
-- result: insights texts
with late as (
  select sum(late) as late, sum(deliveries) as deliveries from duration_counts where measure = 'eta_error'
)
select cast(cast(divided(100 * late, deliveries, 0) as decimal(3, 0)) as varchar) || ' % of deliveries come later than promised' as insight
from late
where deliveries > 0
union all
select 'Promises are off by ' || cast(cast(divided(mean_s, 60, 1) as decimal(18, 1)) as varchar) || ' minutes on average'
from duration_figures
where measure = 'eta_distance' and scope = 'all';
