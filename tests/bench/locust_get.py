# The bench's plain GET for Locust, with its faster client and no think time.
from locust import constant, task
from locust.contrib.fasthttp import FastHttpUser


class Visitor(FastHttpUser):
    wait_time = constant(0)

    @task
    def get(self):
        self.client.get("/small.txt")
