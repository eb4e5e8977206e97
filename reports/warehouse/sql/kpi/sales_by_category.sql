-- Sales and revenue of each category.
-- Sales are captured transactions; where no transactions are loaded, items of orders that count as revenue, with their quantity. Average:
-- revenue by sale, two decimals, half to even. What has no category is 'unknown'. By revenue, then by name.
-- needs: gold/category_sales
-- result: sales_by_category rows
select
  category,
  sales,
  cast(revenue as decimal(38, 2)) as revenue,
  coalesce(cast(divided(revenue, sales, 2) as decimal(18, 2)), 0.00) as average
from category_sales
order by revenue desc, category;
-- result: total_revenue value
select cast(coalesce(sum(revenue), 0.00) as decimal(38, 2)) as total_revenue from category_sales;
-- result: insights texts
select
  'Category ' || category || ' brings ' || cast(cast(divided(100 * revenue, all_revenue, 0) as decimal(3, 0)) as varchar)
    || ' % of the revenue' as insight
from (select category, revenue, sum(revenue) over () as all_revenue from category_sales) as shared
where all_revenue > 0
order by revenue desc, category
limit 1;
