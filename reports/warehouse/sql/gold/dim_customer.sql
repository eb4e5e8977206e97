-- The customers that files tell of, by customer_id. Names, addresses and numbers stay in silver.customers.
-- needs: silver/customers
create view dim_customer as
select customer_id, region, city, zone, birth_date, signup_date
from silver.customers;
