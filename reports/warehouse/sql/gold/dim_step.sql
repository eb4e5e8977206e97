-- The steps of all runs.
-- Key: scenario, step.
-- needs: gold/fact_latency
create table dim_step as
select scenario, step, count(distinct run) as runs
from fact_latency
where step <> ''
group by scenario, step;
