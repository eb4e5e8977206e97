-- The latencies of steps side by side, warm-up left out: one row per run, scenario, step, outcome and interval.
-- needs: gold/fact_latency
create view latency as
with main_phase as (
  select run, scenario, step, outcome, begin_ns, length_ns, wall_time, kind, histogram
  from fact_latency
  where phase = 'main' and step <> ''
)
select
  r.run,
  r.scenario,
  r.step,
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
  on s.kind = 'service' and s.run = r.run and s.scenario = r.scenario and s.step = r.step and s.outcome = r.outcome and s.begin_ns = r.begin_ns
left join main_phase as rb
  on rb.kind = 'response_bound' and rb.run = r.run and rb.scenario = r.scenario and rb.step = r.step and rb.outcome = r.outcome
  and rb.begin_ns = r.begin_ns
left join main_phase as sb
  on sb.kind = 'service_bound' and sb.run = r.run and sb.scenario = r.scenario and sb.step = r.step and sb.outcome = r.outcome
  and sb.begin_ns = r.begin_ns
where r.kind = 'response';
