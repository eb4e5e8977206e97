-- The counters: one row per run and tick.
-- needs: silver/ticks
create view ticks as
select * from silver.ticks;
