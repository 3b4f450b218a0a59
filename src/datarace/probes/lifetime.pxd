# Types of lifetime.py.
from datarace.runtime.core cimport Shadow
