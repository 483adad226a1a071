"""The retail template's rows as dictionaries, built with Mimesis in one thread: prints rows and seconds as JSON.

Weighted choices use one `choices` call per column with weights added up beforehand, which is faster than Mimesis' own
`weighted_choice`; the argument is how many rows to make in all, shared out among the tables as the template does.
"""

import json
import sys
import time
from itertools import accumulate

from mimesis import Address, Datetime, Person
from mimesis.locales import Locale
from mimesis.random import Random

person, address, moment, random = Person(Locale.EN), Address(Locale.EN), Datetime(), Random()


def weighted(values, weights):
    cumulative = list(accumulate(weights))
    return lambda: random.choices(values, cum_weights=cumulative)[0]


def zipf(size, a):
    return weighted(range(size), [(rank + 1) ** -a for rank in range(size)])


region = weighted(["North", "South", "East", "West"], [20, 30, 25, 25])
category = weighted(
    ["Grocery", "Household", "Beauty", "Clothing", "Toys", "Sports", "Garden", "Electronics"],
    [30, 18, 12, 14, 8, 7, 6, 5],
)
brand = weighted([f"Brand {number}" for number in range(12)], [18, 15, 12, 11, 9, 8, 7, 6, 5, 4, 3, 2])
segment = weighted(["consumer", "small business", "corporate"], [82, 13, 5])
loyalty = weighted(["none", "bronze", "silver", "gold"], [55, 25, 14, 6])
status = weighted(["delivered", "shipped", "processing", "cancelled", "returned"], [78, 6, 4, 5, 7])
payment = weighted(["card", "wallet", "invoice", "cash", "voucher"], [52, 24, 16, 5, 3])
shipping = weighted([0, 2.9, 4.9, 9.9, 19.9], [45, 15, 28, 9, 3])
quantity = weighted([1, 2, 3, 4, 6, 12, 24], [64, 19, 7, 4, 3, 2, 1])
channel = weighted(["web", "app", "shop", "phone"], [46, 31, 20, 3])
carrier = weighted(["Swift", "Parcelo", "Northbound", "Courier One", None], [35.2, 24.8, 13.6, 6.4, 20])
priority = weighted(["standard", "express", "pickup"], [71, 17, 12])
tax = weighted([0, 7, 19], [4, 38, 58])
warehouse = weighted(["A", "B", "C", "D", "E"], [35, 25, 20, 12, 8])
state = weighted(["fulfilled", "backordered", "returned", "cancelled"], [86, 3, 7, 4])
promotion = weighted(["none", "coupon", "bundle", "clearance"], [82, 9, 6, 3])
packaging = weighted(["none", "bag", "box", "crate"], [22, 41, 34, 3])
discount = weighted([0, 5, 10, 20, 50], [74, 10, 9, 5, 2])
children = weighted(range(31), [0] + [0.45 * 0.55 ** (count - 1) for count in range(1, 31)])


def price():
    return round(min(max(random.lognormvariate(2.7, 1.1), 0.49), 2499.99), 2)


def main(total):
    stores = max(20, total // 5000)
    products = max(500, total // 200)
    customers = total // 20
    orders = int(total * 0.29)
    items = total - stores - products - customers - orders
    favourite, store_of = zipf(products, 0.8), zipf(stores, 0.9)
    rows = []
    for number in range(stores):
        rows.append(
            {
                "store_id": number + 1,
                "name": f"Store {number:04}",
                "region": region(),
                "opened_on": moment.date(start=2005, end=2021),
                "square_metres": int(random.lognormvariate(6.4, 0.7)),
            }
        )
    for number in range(products):
        rows.append(
            {
                "product_id": number + 1,
                "sku": f"SKU-{number:07}",
                "category": category(),
                "brand": brand(),
                "price": price(),
                "weight_grams": int(random.lognormvariate(6.1, 1.2)),
                "is_active": random.random() < 0.93,
            }
        )
    for number in range(customers):
        rows.append(
            {
                "customer_id": number + 1,
                "first_name": person.first_name(),
                "last_name": person.last_name(),
                "email": None if random.random() < 0.03 else person.email(),
                "city": address.city(),
                "country": "United States",
                "segment": segment(),
                "loyalty": loyalty(),
                "registered_at": moment.datetime(start=2019, end=2021),
                "accepts_mail": random.random() < 0.42,
            }
        )
    for number in range(orders):
        rows.append(
            {
                "order_id": number + 1,
                "customer_id": number * customers // orders + 1,
                "store_id": store_of() + 1,
                "ordered_at": moment.datetime(start=2022, end=2024),
                "status": status(),
                "payment": payment(),
                "shipping": shipping(),
                "channel": channel(),
                "carrier": carrier(),
                "priority": priority(),
                "is_gift": random.random() < 0.06,
            }
        )
    made, order = 0, 0
    while made < items:
        order += 1
        for _ in range(min(children(), items - made)):
            count, cost = quantity(), price()
            made += 1
            rows.append(
                {
                    "order_item_id": made,
                    "order_id": order,
                    "product_id": favourite() + 1,
                    "quantity": count,
                    "unit_price": cost,
                    "discount_percent": discount(),
                    "tax_percent": tax(),
                    "warehouse": warehouse(),
                    "state": state(),
                    "promotion": promotion(),
                    "packaging": packaging(),
                    "is_gift_wrapped": random.random() < 0.04,
                    "amount": round(count * cost, 2),
                }
            )
    return len(rows)


started = time.perf_counter()
made = main(int(sys.argv[1]))
print(json.dumps({"rows": made, "seconds": time.perf_counter() - started}))
