-- The share of each category in sales and in revenue, in percent.
-- Sales are captured transactions; where no transactions are loaded, items of orders that count as revenue, with their quantity.
-- Percentages have two decimals and add up to exactly 100.00: each is cut to two decimals, and the hundredths that are left go one each to
-- those of which most was cut; among equals to the larger, then to the first by name. Where there is no revenue its percentages are 0.00.
-- What has no category is 'unknown'. By sales, then by name.
-- needs: gold/category_sales
-- result: category_distribution rows
with shared as (
  select category, sales, revenue, sum(sales) over () as all_sales, sum(revenue) over () as all_revenue
  from category_sales
),
cut as (
  select
    category,
    sales,
    revenue,
    all_sales,
    all_revenue,
    case when all_sales > 0 then floor(cast(10000 * sales as decimal(38, 0)) / all_sales) else 0 end as whole_sales,
    case when all_revenue > 0 then floor(cast(10000 * revenue as decimal(38, 2)) / all_revenue) else 0 end as whole_revenue
  from shared
),
settled as (
  select
    category,
    sales,
    revenue,
    all_sales,
    all_revenue,
    cast(whole_sales as bigint) as whole_sales,
    cast(whole_revenue as bigint) as whole_revenue,
    10000 * sales - cast(whole_sales as bigint) * all_sales as rest_sales,
    10000 * revenue - cast(whole_revenue as bigint) * all_revenue as rest_revenue
  from cut
),
placed as (
  select
    category,
    sales,
    revenue,
    whole_sales,
    whole_revenue,
    all_sales,
    all_revenue,
    10000 - sum(whole_sales) over () as left_sales,
    10000 - sum(whole_revenue) over () as left_revenue,
    row_number() over (order by rest_sales desc, sales desc, category) as place_sales,
    row_number() over (order by rest_revenue desc, revenue desc, category) as place_revenue
  from settled
)
select
  category,
  sales,
  cast(
    (case when all_sales = 0 then 0 else whole_sales + case when place_sales <= left_sales then 1 else 0 end end) * 0.01
    as decimal(5, 2)
  ) as percentage,
  cast(revenue as decimal(38, 2)) as revenue,
  cast(
    (case when all_revenue = 0 then 0 else whole_revenue + case when place_revenue <= left_revenue then 1 else 0 end end) * 0.01
    as decimal(5, 2)
  ) as revenue_percentage
from placed
order by sales desc, category;
-- result: total_categories value
select count(*) as total_categories from category_sales;
-- result: insights texts
select
  'Category ' || category || ' makes ' || cast(cast(divided(100 * sales, all_sales, 0) as decimal(3, 0)) as varchar) || ' % of all sales'
    as insight
from (select category, sales, sum(sales) over () as all_sales from category_sales) as shared
where all_sales > 0
order by sales desc, category
limit 1;
