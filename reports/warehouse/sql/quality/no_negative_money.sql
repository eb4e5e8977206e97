-- No amount in gold is below zero.
-- severity: hard
-- owner: rushhour
-- needs: gold/fact_orders, gold/fact_transactions
select 'transactions' as dataset, file_id, line, 'amount' as column_name, cast(amount as varchar) as example
from fact_transactions
where amount < 0
union all
select 'orders', null, null, 'total', order_id || ': ' || total
from fact_orders
where total < 0;
