# Hooks: a method's C function replaced inside its own PyMethodDef, so that every use is seen: through the type, by
# bound methods made earlier, by the standard library, by objects that existed before.
#
# PyMethodDef.ml_meth gets no hint which method it serves, so each hooked method needs a C function of its own: HOOKS
# trampolines, each in the five calling conventions. They only pack their arguments and call `hook_entry`.
from datarace.probes.cpython cimport PyObject, PyTypeObject

cdef extern from *:
    """
    typedef struct {
        int slot, convention;           /* convention: ml_flags without METH_CLASS, METH_STATIC, METH_COEXIST */
        PyObject *self, *args, *kwargs; /* args: tuple (VARARGS) or the argument (O); kwargs: dict or names (FASTCALL) */
        PyObject *const *vector; Py_ssize_t count;
        PyTypeObject *cls;
    } DrCall;
    static PyObject *(*dr_hook_entry)(DrCall *) = NULL;

    #define DR_PLAIN(s, c, self_, a) \
        DrCall call = {s, c, self_, a, NULL, NULL, 0, NULL}; return dr_hook_entry(&call);
    #define DR_TRAMPOLINE(N) \
        static PyObject *dr_noargs_##N(PyObject *s, PyObject *a) { DR_PLAIN(N, METH_NOARGS, s, a) } \
        static PyObject *dr_o_##N(PyObject *s, PyObject *a) { DR_PLAIN(N, METH_O, s, a) } \
        static PyObject *dr_var_##N(PyObject *s, PyObject *a) { DR_PLAIN(N, METH_VARARGS, s, a) } \
        static PyObject *dr_varkw_##N(PyObject *s, PyObject *a, PyObject *k) { \
            DrCall call = {N, METH_VARARGS | METH_KEYWORDS, s, a, k, NULL, 0, NULL}; return dr_hook_entry(&call); } \
        static PyObject *dr_fast_##N(PyObject *s, PyObject *const *v, Py_ssize_t n) { \
            DrCall call = {N, METH_FASTCALL, s, NULL, NULL, v, n, NULL}; return dr_hook_entry(&call); } \
        static PyObject *dr_fastkw_##N(PyObject *s, PyObject *const *v, Py_ssize_t n, PyObject *k) { \
            DrCall call = {N, METH_FASTCALL | METH_KEYWORDS, s, NULL, k, v, n, NULL}; return dr_hook_entry(&call); } \
        static PyObject *dr_method_##N(PyObject *s, PyTypeObject *c, PyObject *const *v, size_t n, PyObject *k) { \
            DrCall call = {N, METH_METHOD | METH_FASTCALL | METH_KEYWORDS, s, NULL, k, v, (Py_ssize_t)n, c}; \
            return dr_hook_entry(&call); }
    #define DR_ROW(N) {(void *)dr_noargs_##N, (void *)dr_o_##N, (void *)dr_var_##N, (void *)dr_varkw_##N, \
                       (void *)dr_fast_##N, (void *)dr_fastkw_##N, (void *)dr_method_##N}
    #define DR_EIGHT(M, D) M(D##0) M(D##1) M(D##2) M(D##3) M(D##4) M(D##5) M(D##6) M(D##7)
    #define DR_ROWC(N) DR_ROW(N),
    /* slots are written in octal so that eight neighbours share a prefix */
    DR_EIGHT(DR_TRAMPOLINE, 00) DR_EIGHT(DR_TRAMPOLINE, 01) DR_EIGHT(DR_TRAMPOLINE, 02) DR_EIGHT(DR_TRAMPOLINE, 03)
    DR_EIGHT(DR_TRAMPOLINE, 04) DR_EIGHT(DR_TRAMPOLINE, 05) DR_EIGHT(DR_TRAMPOLINE, 06) DR_EIGHT(DR_TRAMPOLINE, 07)
    static void *dr_trampolines[64][7] = {
        DR_EIGHT(DR_ROWC, 00) DR_EIGHT(DR_ROWC, 01) DR_EIGHT(DR_ROWC, 02) DR_EIGHT(DR_ROWC, 03)
        DR_EIGHT(DR_ROWC, 04) DR_EIGHT(DR_ROWC, 05) DR_EIGHT(DR_ROWC, 06) DR_EIGHT(DR_ROWC, 07) };

    static int dr_convention_column(int convention) {
        switch (convention) {
            case METH_NOARGS: return 0;
            case METH_O: return 1;
            case METH_VARARGS: return 2;
            case METH_VARARGS | METH_KEYWORDS: return 3;
            case METH_FASTCALL: return 4;
            case METH_FASTCALL | METH_KEYWORDS: return 5;
            case METH_METHOD | METH_FASTCALL | METH_KEYWORDS: return 6;
        }
        return -1;
    }
    static void *dr_trampoline(int slot, int convention) {
        int column = dr_convention_column(convention);
        return column < 0 ? NULL : dr_trampolines[slot][column];
    }
    typedef PyObject *(*dr_fastkw)(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
    typedef PyObject *(*dr_fast)(PyObject *, PyObject *const *, Py_ssize_t);
    typedef PyObject *(*dr_cmethod)(PyObject *, PyTypeObject *, PyObject *const *, size_t, PyObject *);
    static inline PyObject *dr_call_original(void *f, DrCall *c) {
        switch (c->convention) {
            case METH_NOARGS: case METH_O: case METH_VARARGS: return ((PyCFunction)f)(c->self, c->args);
            case METH_VARARGS | METH_KEYWORDS: return ((PyCFunctionWithKeywords)f)(c->self, c->args, c->kwargs);
            case METH_FASTCALL: return ((dr_fast)f)(c->self, c->vector, c->count);
            case METH_FASTCALL | METH_KEYWORDS: return ((dr_fastkw)f)(c->self, c->vector, c->count, c->kwargs);
            default: return ((dr_cmethod)f)(c->self, c->cls, c->vector, (size_t)c->count, c->kwargs);
        }
    }
    /* the same call with another first argument */
    static PyObject *dr_call_with_first(void *f, DrCall *c, PyObject *first) {
        PyObject *small[8], **vector = small, *result;
        Py_ssize_t names = c->kwargs ? PyTuple_GET_SIZE(c->kwargs) : 0, n = c->count + names;
        DrCall changed = *c;
        if (n > 8) vector = PyMem_Malloc(n * sizeof(PyObject *));
        if (vector == NULL) return PyErr_NoMemory();
        memcpy(vector, c->vector, n * sizeof(PyObject *));
        vector[0] = first;
        changed.vector = vector;
        result = dr_call_original(f, &changed);
        if (vector != small) PyMem_Free(vector);
        return result;
    }
    static inline PyObject *const *dr_tuple_items(PyObject *tuple) { return ((PyTupleObject *)tuple)->ob_item; }
    static PyMethodDef *dr_method_def(PyObject *target) {
        if (PyCFunction_Check(target)) return ((PyCFunctionObject *)target)->m_ml;
        if (Py_TYPE(target) == &PyMethodDescr_Type || Py_TYPE(target) == &PyClassMethodDescr_Type)
            return ((PyMethodDescrObject *)target)->d_method;
        return NULL;
    }
    """
    ctypedef struct HookCall "DrCall":
        int slot, convention
        PyObject *self
        PyObject *args
        PyObject *kwargs
        PyObject **vector
        Py_ssize_t count
    ctypedef struct PyMethodDef:
        const char *ml_name
        void *ml_meth
        int ml_flags
    PyObject *(*hook_entry "dr_hook_entry")(HookCall *) noexcept
    void *trampoline "dr_trampoline"(int, int) noexcept
    PyObject *call_original "dr_call_original"(void *, HookCall *) noexcept
    PyObject *call_with_first "dr_call_with_first"(void *, HookCall *, PyObject *) noexcept
    PyObject **tuple_items "dr_tuple_items"(PyObject *) noexcept
    object PyCFunction_NewEx(PyMethodDef *, object, object)
    PyMethodDef *method_def "dr_method_def"(PyObject *) noexcept
    int METH_NOARGS, METH_O, METH_VARARGS, METH_KEYWORDS, METH_FASTCALL, METH_METHOD
    const int HOOKS "64"
