# Types of run.py.
from datarace.runtime.core cimport Host
