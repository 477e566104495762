"""What engines are read by: the one way to read a page by selectors, and what engines say in JSON.

- ``engine``: what an engine is. ``selectors``: the vocabulary of its data.
- ``threads``, ``listings``, ``fields``, ``notices``: the parts of a page.
- ``payload``, ``answers``, ``markdown``: an API's answers, and the pages that carry such data.
"""
