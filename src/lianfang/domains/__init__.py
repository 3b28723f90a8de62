"""The rooms of the city's work: Django apps with the same shelves in each, entered only by their `public.py`.

A room here is found by the web by its name: its `words.py`, its templates, its migrations. Its addresses, and who may
reach them, stand in `lianfang.web.routes`.
"""
