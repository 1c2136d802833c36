from sqlalchemy import Integer

from shop.api.routes import router


class Money(Integer):
    routes = router
