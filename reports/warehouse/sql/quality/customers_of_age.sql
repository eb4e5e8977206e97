-- Customers are between 18 and 120 years old when they sign up; where that is not known, at the last sign-up of all.
-- severity: soft
-- owner: data
-- needs: silver/customers
select 'customers' as dataset, file_id, line, 'birth_date' as column_name, cast(birth_date as varchar) as example
from silver.customers
where birth_date + interval 18 year > coalesce(signup_date, (select max(signup_date) from silver.customers))
  or birth_date + interval 121 year <= coalesce(signup_date, (select max(signup_date) from silver.customers));
