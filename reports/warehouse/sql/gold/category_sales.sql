-- Sales by category: one row per category. Of transactions that were captured; where no transactions are loaded, of the items of orders.
-- A sale is a captured transaction, or an item with its quantity of an order that counts as revenue. What has no category is 'unknown'.
-- needs: gold/fact_transactions, silver/order_items
create table category_sales as
select coalesce(category, 'unknown') as category, 'transactions' as sold_as, count(*) as sales, coalesce(sum(amount), 0.00) as revenue
from fact_transactions
where is_revenue
group by coalesce(category, 'unknown')
union all
select
  coalesce(category, 'unknown') as category,
  'items' as sold_as,
  cast(coalesce(sum(quantity), 0) as bigint) as sales,
  cast(coalesce(sum(quantity * price), 0.00) as decimal(38, 2)) as revenue
from silver.order_items
where not exists (select 1 from fact_transactions)
  and status not in ('cancelled', 'rejected', 'refunded', 'failed')
group by coalesce(category, 'unknown');
