-- Customers in ten equal groups by what they spent, the first has those who spent most: one row per group.
-- needs: gold/customer_orders
create table customer_tenths as
select tenth, count(*) as customers, sum(spend) as spend, min(spend) as lowest
from (select spend, ntile(10) over (order by spend desc) as tenth from customer_orders) as shared
group by tenth
order by tenth;
