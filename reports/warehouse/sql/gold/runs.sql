-- One row per run.
-- needs: silver/runs
create view runs as
select * exclude (file_id) from silver.runs;
