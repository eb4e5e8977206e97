-- The facts hold as many orders and transactions, and as much money, as silver: nothing is lost and nothing is counted twice.
-- Orders are those of files; what events and stores add is counted by their origin.
-- severity: hard
-- owner: rushhour
-- needs: silver/orders, silver/transactions, gold/fact_orders, gold/fact_transactions
with silver_sums as (
  select 'orders' as dataset, 'total' as column_name, count(*) as records, coalesce(sum(total), 0) as money from silver.orders
  union all
  select 'transactions', 'amount', count(*), coalesce(sum(amount), 0) from silver.transactions
),
fact_sums as (
  select 'orders' as dataset, count(*) as records, coalesce(sum(total), 0) as money from fact_orders where origin = 'file'
  union all
  select 'transactions', count(*), coalesce(sum(amount), 0) from fact_transactions
)
select
  s.dataset,
  null as file_id,
  null as line,
  s.column_name,
  'silver has ' || s.records || ' with ' || s.money || ', the facts ' || f.records || ' with ' || f.money as example
from silver_sums as s
join fact_sums as f on f.dataset = s.dataset
where f.records <> s.records or f.money <> s.money;
