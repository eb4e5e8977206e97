-- The latencies of steps side by side, warm-up left out: one row per run, scenario, step, group, set of tags, outcome and interval.
-- needs: gold/fact_latency
create view latency as
with main_phase as (
  select run, scenario, step, group_path, tags, outcome, begin_ns, length_ns, wall_time, kind, histogram
  from fact_latency
  where phase = 'main' and step <> ''
),
-- imported runs may have one of the two latencies only
measured as (
  select distinct run, scenario, step, group_path, tags, outcome, begin_ns, length_ns, wall_time
  from main_phase
  where kind in ('response', 'service')
)
select
  m.run,
  m.scenario,
  m.step,
  m.group_path,
  m.tags,
  m.outcome,
  m.begin_ns,
  m.length_ns,
  m.wall_time,
  r.histogram as response_time,
  s.histogram as service_time,
  rb.histogram as response_bounds,
  sb.histogram as service_bounds
from measured as m
left join main_phase as r
  on r.kind = 'response' and r.run = m.run and r.scenario = m.scenario and r.step = m.step
  and r.group_path = m.group_path and r.tags = m.tags and r.outcome = m.outcome and r.begin_ns = m.begin_ns
left join main_phase as s
  on s.kind = 'service' and s.run = m.run and s.scenario = m.scenario and s.step = m.step
  and s.group_path = m.group_path and s.tags = m.tags and s.outcome = m.outcome and s.begin_ns = m.begin_ns
left join main_phase as rb
  on rb.kind = 'response_bound' and rb.run = m.run and rb.scenario = m.scenario and rb.step = m.step
  and rb.group_path = m.group_path and rb.tags = m.tags and rb.outcome = m.outcome and rb.begin_ns = m.begin_ns
left join main_phase as sb
  on sb.kind = 'service_bound' and sb.run = m.run and sb.scenario = m.scenario and sb.step = m.step
  and sb.group_path = m.group_path and sb.tags = m.tags and sb.outcome = m.outcome and sb.begin_ns = m.begin_ns;
