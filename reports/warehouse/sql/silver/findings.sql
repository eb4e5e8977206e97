-- Everything that was found wrong with a record of this version of the data, and what was done about it: rejected (it is in no table),
-- removed (it stays in bronze only), imputed (a value was put in), set to null, kept.
-- needs: bronze/faults, bronze/files, bronze/current_files, silver/duplicates, silver/broken_references, silver/missing_values
create view silver.findings as
with current_files as (
  select file_id, dataset, path from bronze.files where file_id in (select file_id from bronze.current_files)
)
select
  f.dataset,
  b.file_id,
  b.line,
  b.kind,
  b.column_name,
  b.reason,
  case
    when b.rejected then 'rejected'
    when b.kind = 'mixed_encoding' then 'kept'
    when b.kind = 'negative_amount' and f.dataset in ('orders', 'transactions') then 'removed'
    when b.kind = 'negative_amount' then 'set to null'
    when m.fill is not null then 'imputed'
    when m.strategy = 'drop' or (f.dataset, b.column_name) in (('orders', 'total_amount'), ('transactions', 'amount')) then 'removed'
    when b.kind = 'missing_value' then 'kept'
    else 'set to null'
  end as action
from bronze.faults as b
join current_files as f on f.file_id = b.file_id
left join silver.missing_values as m on m.dataset = f.dataset and m.column_name = b.column_name
union all
select
  d.dataset,
  d.file_id,
  d.line,
  'duplicate',
  case d.dataset
    when 'customers' then 'customer_id'
    when 'merchants' then 'merchant_id'
    when 'orders' then 'order_id'
    when 'transactions' then 'transaction_id'
    else 'id'
  end,
  'the id stands in line ' || d.first_line || case when d.first_file_id = d.file_id then '' else ' of ' || f.path end || ' already',
  'removed'
from silver.duplicates as d
join current_files as f on f.file_id = d.first_file_id
union all
select r.dataset, r.file_id, r.line, 'broken_reference', r.column_name, 'it names what is nowhere', 'kept'
from silver.broken_references as r;
