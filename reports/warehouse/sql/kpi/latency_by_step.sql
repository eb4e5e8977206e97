-- How fast each step of each run was, beside how many of its requests failed.
-- Warm-up left out, every outcome together, percentiles of the merged histograms: p50 wants 20 samples, p99 1,000, otherwise they are null
-- (fewer than ten would lie beyond). Milliseconds with three decimals; "at least" marks a p99 that is only a lower bound. Response time is
-- from the intended start, service time from the sending; the step (not started) has a response time only, most imported runs a service
-- time only. Error rate in percent of the requests, two decimals, half to even. By run, scenario and step; build is the run's tag of that
-- name (run --tag build=...), null without.
-- needs: bronze/functions, gold/latency, gold/dim_run
-- result: latency_by_step rows
with merged as (
  select
    run,
    scenario,
    step,
    sum(hdr_count(coalesce(response_time, service_time))) as requests,
    coalesce(sum(case when outcome = 'error' then hdr_count(coalesce(response_time, service_time)) end), 0) as errors,
    sum(hdr_count(response_time)) as responses,
    sum(hdr_count(service_time)) as services,
    hdr_merge(response_time) as response_time,
    hdr_merge(response_bounds) as response_bounds,
    hdr_merge(service_time) as service_time,
    hdr_merge(service_bounds) as service_bounds
  from latency
  group by run, scenario, step
),
figures as (
  select
    *,
    case when responses >= 20 then hdr_quantile(response_time, 0.5) end as response_p50,
    case when responses >= 1000 then hdr_quantile(response_time, 0.99) end as response_p99,
    case when services >= 20 then hdr_quantile(service_time, 0.5) end as service_p50,
    case when services >= 1000 then hdr_quantile(service_time, 0.99) end as service_p99
  from merged
)
select
  f.run,
  r.build,
  f.scenario,
  f.step,
  cast(f.requests as bigint) as requests,
  cast(f.errors as bigint) as errors,
  cast(divided(100 * f.errors, f.requests, 2) as decimal(5, 2)) as error_rate,
  cast(divided(f.response_p50, 1000000, 3) as decimal(18, 3)) as response_time_p50_ms,
  cast(divided(f.response_p99, 1000000, 3) as decimal(18, 3)) as response_time_p99_ms,
  case when f.response_p99 is not null then hdr_at_least(f.response_time, f.response_bounds, 0.99) end as response_time_p99_at_least,
  cast(divided(f.service_p50, 1000000, 3) as decimal(18, 3)) as service_time_p50_ms,
  cast(divided(f.service_p99, 1000000, 3) as decimal(18, 3)) as service_time_p99_ms,
  case when f.service_p99 is not null then hdr_at_least(f.service_time, f.service_bounds, 0.99) end as service_time_p99_at_least
from figures as f
join dim_run as r on r.run = f.run
order by f.run, f.scenario, f.step;
-- result: insights texts
with merged as (
  select run, scenario, step, hdr_merge(response_time) as response_time, sum(hdr_count(response_time)) as responses
  from latency
  group by run, scenario, step
),
slowest as (
  select run, step, hdr_quantile(response_time, 0.99) as p99 from merged where responses >= 1000 order by 3 desc, 1, 2 limit 1
)
select 'The slowest step is ' || step || ' of run ' || run || ': its p99 is '
  || cast(cast(divided(p99, 1000000, 1) as decimal(18, 1)) as varchar) || ' ms' as insight
from slowest;
