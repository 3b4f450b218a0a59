"""The plugin for pytest, from the moment on that somebody asks for it.

pytest itself loads the small module ``pytest_datarace``, which imports this package when ``--datarace`` is given. `plugin` has
the hooks; `settings` the options from the command line, the ini file and markers; `attribution` says which test a race belongs
to; `docket` collects what was found, over processes too, and writes the summary; `stacks` leaves the test runner's own frames
out of reports.
"""
