-- The records that stay in bronze only: those with a finding for which they are removed, and those that lack what the settings ask for.
-- needs: bronze/customers, bronze/merchants, bronze/orders, bronze/transactions, bronze/current_files, silver/strategies, silver/findings
create table silver.left_out as
with asked_for as (
  select dataset, list(column_name) as columns from silver.strategies where strategy = 'drop' and not required group by dataset
)
select dataset, file_id, line from silver.findings where action = 'removed'
union
select 'customers', c.file_id, c.line
from bronze.customers as c
join asked_for as a on a.dataset = 'customers'
where c.file_id in (select file_id from bronze.current_files) and (
  (c.customer_name is null and list_contains(a.columns, 'customer_name'))
  or (c.mobile_number is null and list_contains(a.columns, 'mobile_number'))
  or (c.email is null and list_contains(a.columns, 'email'))
  or (c.birth_date is null and list_contains(a.columns, 'birth_date'))
  or (c.signup_date is null and list_contains(a.columns, 'signup_date'))
  or (c.city is null and list_contains(a.columns, 'city'))
  or (c.zone is null and list_contains(a.columns, 'zone'))
)
union
select 'merchants', m.file_id, m.line
from bronze.merchants as m
join asked_for as a on a.dataset = 'merchants'
where m.file_id in (select file_id from bronze.current_files) and (
  (m.merchant_name is null and list_contains(a.columns, 'merchant_name'))
  or (m.category is null and list_contains(a.columns, 'category'))
  or (m.region is null and list_contains(a.columns, 'region'))
  or (m.city is null and list_contains(a.columns, 'city'))
  or (m.zone is null and list_contains(a.columns, 'zone'))
  or (m.joined_date is null and list_contains(a.columns, 'joined_date'))
)
union
select 'orders', o.file_id, o.line
from bronze.orders as o
join asked_for as a on a.dataset = 'orders'
where o.file_id in (select file_id from bronze.current_files) and (
  (o.mobile_number is null and list_contains(a.columns, 'mobile_number'))
  or (o.items is null and list_contains(a.columns, 'items'))
  or (o.status is null and list_contains(a.columns, 'status'))
)
union
select 'transactions', t.file_id, t.line
from bronze.transactions as t
join asked_for as a on a.dataset = 'transactions'
where t.file_id in (select file_id from bronze.current_files) and (
  (t.customer_id is null and list_contains(a.columns, 'customer_id'))
  or (t.merchant_id is null and list_contains(a.columns, 'merchant_id'))
  or (t.category is null and list_contains(a.columns, 'category'))
  or (t.zone is null and list_contains(a.columns, 'zone'))
  or (t.status is null and list_contains(a.columns, 'status'))
);
