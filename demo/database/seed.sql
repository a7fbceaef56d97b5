INSERT INTO orders (customer, total)
SELECT 'customer ' || n, round((n * 37 % 900 + 20)::numeric * 1.19, 2) FROM generate_series(1, 240) AS n;
INSERT INTO invoices (order_id, issued) SELECT id, date '2024-01-01' + id FROM orders;
