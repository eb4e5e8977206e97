# The bench's scripted POST for Locust: what post.lua does.
from locust import constant, task
from locust.contrib.fasthttp import FastHttpUser


class Diner(FastHttpUser):
    wait_time = constant(0)
    dish = 0

    @task
    def order(self):
        self.dish += 1
        body = '{"restaurant":17,"dish":%d,"quantity":2,"note":"no onions, please"}' % self.dish
        headers = {"Content-Type": "application/json"}
        with self.client.post("/orders", data=body, headers=headers, name="order", catch_response=True) as answer:
            if answer.status_code != 201 or '"status":"placed"' not in answer.text:
                answer.failure("not placed")
