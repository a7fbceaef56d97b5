-- The shop's tables, empty.
CREATE TABLE orders (id serial PRIMARY KEY, customer text NOT NULL, total numeric(10, 2) NOT NULL);
CREATE TABLE invoices (id serial PRIMARY KEY, order_id integer REFERENCES orders, issued date NOT NULL);
