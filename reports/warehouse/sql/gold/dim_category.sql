-- The categories of merchants and transactions, by their name.
-- needs: silver/spellings, silver/merchants
create table dim_category as
select spelling as category from silver.spellings where column_name = 'category'
union
select category from silver.merchants where category is not null;
