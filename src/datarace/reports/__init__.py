"""From a raw race to the text that a person reads.

1. `symbolize` turns the raw record (addresses, code objects, instruction offsets) into the model.
2. `model` is the model: frozen dataclasses that hold nothing but texts and numbers. A report can be made from it at any
   time and anywhere.
3. `text` writes a model as the report that is printed.
4. `sink` is where reports go: standard error as it was when the program began, or a file.
5. `ledger` runs the above once for each distinct race, and counts.

Nothing here calls into the watched program: no ``__repr__``, no ``__getattr__``, no ``sys.stderr``.
"""
