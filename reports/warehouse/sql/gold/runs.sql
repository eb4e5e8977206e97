-- One row per run.
-- needs: silver/runs
create view runs as
select * from silver.runs;
