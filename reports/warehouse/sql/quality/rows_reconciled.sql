-- Of every file all records are there: those kept stand in bronze, and every reject has its fault.
-- severity: hard
-- owner: rushhour
-- needs: bronze/files, bronze/current_files, bronze/faults, bronze/customers, bronze/merchants, bronze/orders, bronze/transactions, bronze/events
with stored as (
  select file_id, count(*) as records from bronze.customers group by file_id
  union all
  select file_id, count(*) from bronze.merchants group by file_id
  union all
  select file_id, count(*) from bronze.orders group by file_id
  union all
  select file_id, count(*) from bronze.transactions group by file_id
  union all
  select file_id, count(*) from bronze.events group by file_id
),
rejected as (
  select file_id, count(*) as records from bronze.faults where rejected group by file_id
)
select
  f.dataset,
  f.file_id,
  0 as line,
  '' as column_name,
  'kept ' || coalesce(s.records, 0) || ' of ' || f.rows_kept || ', rejects ' || coalesce(r.records, 0) || ' of ' || f.rejects as example
from bronze.files as f
left join stored as s on s.file_id = f.file_id
left join rejected as r on r.file_id = f.file_id
where f.file_id in (select file_id from bronze.current_files)
  and f.dataset in ('customers', 'merchants', 'orders', 'transactions', 'events')
  and (coalesce(s.records, 0) <> f.rows_kept or coalesce(r.records, 0) <> f.rejects);
