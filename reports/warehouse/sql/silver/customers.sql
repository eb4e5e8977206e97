-- Customers, each once: text tidied, words in one spelling, numbers as they are dialled, missing values as the settings say.
-- needs: bronze/functions, bronze/customers, bronze/files, bronze/current_files, silver/left_out, silver/spellings, silver/missing_values
create table silver.customers as
with current_files as (
  select
    f.file_id,
    any_value(f.source) as source,
    max(m.fill) filter (where m.column_name = 'customer_name') as customer_name,
    max(m.fill) filter (where m.column_name = 'mobile_number') as mobile_number,
    max(m.fill) filter (where m.column_name = 'email') as email,
    cast(max(m.fill) filter (where m.column_name = 'birth_date') as date) as birth_date,
    cast(max(m.fill) filter (where m.column_name = 'signup_date') as date) as signup_date,
    max(m.fill) filter (where m.column_name = 'region') as region,
    max(m.fill) filter (where m.column_name = 'city') as city,
    max(m.fill) filter (where m.column_name = 'zone') as zone
  from bronze.files as f
  join silver.missing_values as m on m.dataset = 'customers'
  where f.file_id in (select file_id from bronze.current_files)
  group by f.file_id
)
select
  c.customer_id,
  coalesce(tidied(c.customer_name), f.customer_name) as customer_name,
  dialled(coalesce(c.mobile_number, f.mobile_number)) as mobile_number,
  lower(coalesce(tidied(c.email), f.email)) as email,
  coalesce(c.birth_date, f.birth_date) as birth_date,
  coalesce(c.signup_date, f.signup_date) as signup_date,
  coalesce(sr.spelling, f.region) as region,
  coalesce(sc.spelling, f.city) as city,
  coalesce(sz.spelling, f.zone) as zone,
  c.file_id,
  c.line
from bronze.customers as c
join current_files as f on f.file_id = c.file_id
anti join (select file_id, line from silver.left_out where dataset = 'customers') as l on l.file_id = c.file_id and l.line = c.line
left join silver.spellings as sr on sr.dataset = 'customers' and sr.column_name = 'region' and sr.came = c.region
left join silver.spellings as sc on sc.dataset = 'customers' and sc.column_name = 'city' and sc.came = c.city
left join silver.spellings as sz on sz.dataset = 'customers' and sz.column_name = 'zone' and sz.came = c.zone;
