"""Puts probes into code.

The way of a module: `hook` gets the code object that is about to be executed and asks `filter` whether it is ours to watch; `cache`
may know its rewritten form; else `rewrite` makes it. That asks `facts` what can change in this module at all, lets `plan` find the
accesses of each code object (with `calls` for those that are calls, and `emit` for the form of each probe), and has `assemble` put
them between the original instructions. `sites` turns the result, which is plain data, into one with live probes. Modules that were
imported before are caught by `loaded`.

`listing` and `opcodes` are how all of them see bytecode; `names` are the tables of methods and functions.
"""
