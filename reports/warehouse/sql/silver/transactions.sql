-- Transactions, each once and whole: those without id, time or amount are left out unless the settings give them one, and so are those
-- below zero. Words are in one spelling, status in lower case. As long as bronze, so a view.
-- needs: bronze/transactions, bronze/files, bronze/current_files, silver/left_out, silver/spellings, silver/missing_values
create view silver.transactions as
with current_files as (
  select
    f.file_id,
    any_value(f.source) as source,
    max(m.fill) filter (where m.column_name = 'customer_id') as customer_id,
    max(m.fill) filter (where m.column_name = 'merchant_id') as merchant_id,
    max(m.fill) filter (where m.column_name = 'category') as category,
    max(m.fill) filter (where m.column_name = 'zone') as zone,
    cast(max(m.fill) filter (where m.column_name = 'amount') as decimal(18, 2)) as amount,
    max(m.fill) filter (where m.column_name = 'status') as status
  from bronze.files as f
  join silver.missing_values as m on m.dataset = 'transactions'
  where f.file_id in (select file_id from bronze.current_files)
  group by f.file_id
)
select
  f.source,
  t.transaction_id,
  t."timestamp" as "at",
  coalesce(t.customer_id, f.customer_id) as customer_id,
  coalesce(t.merchant_id, f.merchant_id) as merchant_id,
  coalesce(sc.spelling, t.category, f.category) as category,
  coalesce(sz.spelling, t.zone, f.zone) as zone,
  coalesce(t.amount, f.amount) as amount,
  coalesce(ss.spelling, t.status, f.status) as status,
  t.file_id,
  t.line
from bronze.transactions as t
join current_files as f on f.file_id = t.file_id
anti join (select file_id, line from silver.left_out where dataset = 'transactions') as l on l.file_id = t.file_id and l.line = t.line
left join silver.spellings as sc
  on sc.dataset = 'transactions' and sc.column_name = 'category' and sc.spelling <> sc.came and sc.came = t.category
left join silver.spellings as sz
  on sz.dataset = 'transactions' and sz.column_name = 'zone' and sz.spelling <> sz.came and sz.came = t.zone
left join silver.spellings as ss
  on ss.dataset = 'transactions' and ss.column_name = 'status' and ss.spelling <> ss.came and ss.came = t.status;
