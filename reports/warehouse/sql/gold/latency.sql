-- The latencies of steps side by side, warm-up left out: one row per run, scenario, step, group, set of tags, outcome and interval.
-- needs: gold/fact_latency
create view latency as
with main_phase as (
  select run, scenario, step, group_path, tags, outcome, begin_ns, length_ns, wall_time, kind, histogram
  from fact_latency
  where phase = 'main' and step <> ''
)
select
  r.run,
  r.scenario,
  r.step,
  r.group_path,
  r.tags,
  r.outcome,
  r.begin_ns,
  r.length_ns,
  r.wall_time,
  r.histogram as response_time,
  s.histogram as service_time,
  rb.histogram as response_bounds,
  sb.histogram as service_bounds
from main_phase as r
left join main_phase as s
  on s.kind = 'service' and s.run = r.run and s.scenario = r.scenario and s.step = r.step
  and s.group_path = r.group_path and s.tags = r.tags and s.outcome = r.outcome and s.begin_ns = r.begin_ns
left join main_phase as rb
  on rb.kind = 'response_bound' and rb.run = r.run and rb.scenario = r.scenario and rb.step = r.step
  and rb.group_path = r.group_path and rb.tags = r.tags and rb.outcome = r.outcome and rb.begin_ns = r.begin_ns
left join main_phase as sb
  on sb.kind = 'service_bound' and sb.run = r.run and sb.scenario = r.scenario and sb.step = r.step
  and sb.group_path = r.group_path and sb.tags = r.tags and sb.outcome = r.outcome and sb.begin_ns = r.begin_ns
where r.kind = 'response';
