# What only C can say about CPython: frames, method tables, allocator, exit status.
#
# Everything here is declared in CPython's own headers (Include/cpython, Include/internal); this file is the only
# place of the project that knows their layout. Each block names the versions for which it differs.
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t, uintptr_t

cdef extern from *:
    """
    #ifndef Py_BUILD_CORE
    #  define Py_BUILD_CORE 1
    #  define DR_UNDEF_BUILD_CORE
    #endif
    #include "internal/pycore_frame.h"
    #undef _PyGC_FINALIZED      /* 3.12 has a macro in its public header and a function of that name in here */
    #include "internal/pycore_dict.h"
    #if PY_VERSION_HEX >= 0x030e0000
    #  include "internal/pycore_interpframe.h"
    #endif
    #ifdef DR_UNDEF_BUILD_CORE
    #  undef Py_BUILD_CORE
    #endif

    typedef struct _PyInterpreterFrame DrFrame;

    /* The C stack's own marker frames (3.12+) have no code of a program. */
    static inline DrFrame *dr_python_frame(DrFrame *f) {
    #if PY_VERSION_HEX >= 0x030e0000
        while (f != NULL && f->owner >= FRAME_OWNED_BY_INTERPRETER) f = f->previous;
    #elif PY_VERSION_HEX >= 0x030c0000
        while (f != NULL && f->owner == FRAME_OWNED_BY_CSTACK) f = f->previous;
    #endif
        return f;
    }
    static inline DrFrame *dr_current_frame(void) {
    #if PY_VERSION_HEX >= 0x030d0000
        PyThreadState *ts = PyThreadState_GetUnchecked();
        return ts ? dr_python_frame(ts->current_frame) : NULL;
    #else
        PyThreadState *ts = _PyThreadState_UncheckedGet();
        return ts ? dr_python_frame(ts->cframe->current_frame) : NULL;
    #endif
    }
    /* Several interpreters of one process share the built-in types and what is hooked in them; only the first one is watched. */
    static inline int dr_in_main_interpreter(void) {
    #if PY_VERSION_HEX >= 0x030d0000
        PyThreadState *ts = PyThreadState_GetUnchecked();
    #else
        PyThreadState *ts = _PyThreadState_UncheckedGet();
    #endif
        return ts == NULL || PyThreadState_GetInterpreter(ts) == PyInterpreterState_Main();
    }
    /* What trace, profile and monitoring functions of the program do not see: our own Python code. */
    static inline void dr_enter_unseen(void) { PyThreadState_EnterTracing(PyThreadState_Get()); }
    static inline void dr_leave_unseen(void) { PyThreadState_LeaveTracing(PyThreadState_Get()); }
    static inline DrFrame *dr_previous_frame(DrFrame *f) { return dr_python_frame(f->previous); }
    static inline PyCodeObject *dr_frame_code(DrFrame *f) {
    #if PY_VERSION_HEX >= 0x030d0000
        return _PyFrame_GetCode(f);
    #else
        return f->f_code;
    #endif
    }
    /* index of the instruction being executed, in code units (2 bytes); a frame not yet started gives -1 or less */
    static inline int dr_frame_lasti(DrFrame *f) { return _PyInterpreterFrame_LASTI(f); }
    /* the same as an address: equal for frames of the same code in the same thread when the indices are */
    static inline const void *dr_frame_at(DrFrame *f) {
    #if PY_VERSION_HEX >= 0x030d0000
        return f->instr_ptr;
    #else
        return f->prev_instr;
    #endif
    }
    static inline PyObject *dr_frame_globals(DrFrame *f) { return f->f_globals; }
    /* what the first local variable holds, `self` in a method; borrowed, NULL if it was deleted */
    static inline PyObject *dr_frame_self(DrFrame *f) {
    #if PY_VERSION_HEX >= 0x030e0000
        PyObject *o = PyStackRef_IsNull(f->localsplus[0]) ? NULL : PyStackRef_AsPyObjectBorrow(f->localsplus[0]);
    #else
        PyObject *o = f->localsplus[0];
    #endif
        return o != NULL && PyCell_Check(o) ? PyCell_GET(o) : o;
    }

    /* Where on the stack of values of the running frame this object lies, counted from the bottom; -1: nowhere. The lowest place: above
       the top is what was left there, by this frame or by others that had the memory before, and nothing but compared. */
    static inline PyObject *dr_on_stack(DrFrame *f, int place) {
        PyCodeObject *co = dr_frame_code(f);
        if (place < 0 || place >= co->co_stacksize) return NULL;
    #if PY_VERSION_HEX >= 0x030e0000
        return (PyObject *)(f->localsplus[co->co_nlocalsplus + place].bits & ~(uintptr_t)Py_TAG_BITS);
    #else
        return f->localsplus[co->co_nlocalsplus + place];
    #endif
    }
    static int dr_place_on_stack(DrFrame *f, PyObject *wanted) {
        int place, size = f == NULL ? 0 : dr_frame_code(f)->co_stacksize;
        for (place = 0; place < size; place++) if (dr_on_stack(f, place) == wanted) return place;
        return -1;
    }

    /* How far the object starts behind the block that the allocator gave (see _PyType_PreHeaderSize). */
    static inline uint32_t dr_pre_header(PyObject *o) {
        PyTypeObject *tp = Py_TYPE(o);
        uint32_t size = 0;
    #ifndef Py_GIL_DISABLED
        if (PyObject_IS_GC(o)) size += 16;              /* PyGC_Head */
    #endif
    #if PY_VERSION_HEX >= 0x030c0000
        if (tp->tp_flags & (Py_TPFLAGS_MANAGED_DICT | Py_TPFLAGS_MANAGED_WEAKREF)) size += 16;
    #else
        if (tp->tp_flags & Py_TPFLAGS_MANAGED_DICT) size += 16;
    #endif
        return size;
    }

    #include <opcode.h>

    /* Replaces the code that the interpreter is about to run by `return <first constant>`. */
    static void dr_make_code_return(PyCodeObject *co) {
        _Py_CODEUNIT *unit = (_Py_CODEUNIT *)co->co_code_adaptive;
        unsigned char bytes[4] = {LOAD_CONST, 0, RETURN_VALUE, 0};
        memcpy(unit, bytes, sizeof bytes);
    }

    static inline PyObject *dr_module_dict(PyObject *m) { return PyModule_GetDict(m); }
    static inline uint32_t dr_type_version(PyTypeObject *tp) { return __atomic_load_n(&tp->tp_version_tag, __ATOMIC_RELAXED); }

    /* --- exit status: glibc hands it to on_exit handlers --- */
    #include <stdlib.h>
    #include <stdio.h>
    #include <unistd.h>
    #include <pthread.h>
    #include <signal.h>
    /* Set by any thread, read at exit: single words. */
    static int dr_exit_status = 0;
    static pid_t dr_exit_pid = 0;
    static pid_t dr_interrupted = 0;
    #ifdef __GLIBC__
    static void dr_on_exit(int status, void *unused) {
        (void)unused;
        if (status == 1 && getpid() == dr_interrupted) {
            /* as CPython's exit_sigint(): the parent should see that the program was interrupted */
            signal(SIGINT, SIG_DFL);
            kill(getpid(), SIGINT);
        }
        int ours = __atomic_load_n(&dr_exit_status, __ATOMIC_RELAXED);
        /* glibc goes on from here with the new status. It flushes the streams at the very end, and waits for no lock of theirs:
           a daemon thread may be reading a line from the terminal. */
        if (status == 0 && ours != 0 && getpid() == __atomic_load_n(&dr_exit_pid, __ATOMIC_RELAXED)) exit(ours);
    }
    #else
    static void dr_at_exit(void) {
        int ours = __atomic_load_n(&dr_exit_status, __ATOMIC_RELAXED);
        if (ours != 0 && getpid() == __atomic_load_n(&dr_exit_pid, __ATOMIC_RELAXED)) { fflush(NULL); _exit(ours); }
    }
    #endif
    static int dr_watch_exit(void) {
        static int done = 0;
        __atomic_store_n(&dr_exit_pid, getpid(), __ATOMIC_RELAXED);
        if (__atomic_exchange_n(&done, 1, __ATOMIC_RELAXED)) return 0;
    #ifdef __GLIBC__
        return on_exit(dr_on_exit, NULL);
    #else
        return atexit(dr_at_exit);
    #endif
    }
    static void dr_set_exit_status(int status) { __atomic_store_n(&dr_exit_status, status, __ATOMIC_RELAXED); }
    /* The main script's exception. CPython notes an interrupt only where it runs the script itself. */
    static void dr_note_interrupt(void) {
        if (PyErr_Occurred() != PyExc_KeyboardInterrupt) return;
        dr_interrupted = getpid();
        dr_watch_exit();
    }

    """
    ctypedef struct PyTypeObject:
        unsigned long tp_flags
        void *tp_dealloc
        void *tp_getattro
        void *tp_setattro
        void *tp_hash
        void *tp_richcompare
        void *tp_descr_get
        void *tp_descr_set
        void *tp_new
        void *tp_call
        void *tp_repr
        void *tp_iter
        void *tp_iternext
        void *tp_finalize
        void *tp_vectorcall
        PyAsyncMethods *tp_as_async
        int (*tp_traverse)(PyObject *, int (*)(PyObject *, void *) noexcept, void *) noexcept
        const char *tp_name
        PyMappingMethods *tp_as_mapping
    ctypedef struct PyAsyncMethods:
        void *am_anext
        void *am_send
    ctypedef struct PyMappingMethods:
        void *mp_subscript
        void *mp_ass_subscript
    ctypedef struct PyObject:
        PyTypeObject *ob_type
    ctypedef struct PyCodeObject:
        PyObject *co_filename
        PyObject *co_qualname
        PyObject *co_name
    ctypedef struct Frame "DrFrame":
        pass
    Frame *current_frame "dr_current_frame"() noexcept nogil
    void enter_unseen "dr_enter_unseen"() noexcept
    void leave_unseen "dr_leave_unseen"() noexcept
    bint in_main_interpreter "dr_in_main_interpreter"() noexcept nogil
    Frame *previous_frame "dr_previous_frame"(Frame *) noexcept nogil
    PyCodeObject *frame_code "dr_frame_code"(Frame *) noexcept nogil
    int frame_lasti "dr_frame_lasti"(Frame *) noexcept nogil
    const void *frame_at "dr_frame_at"(Frame *) noexcept nogil
    PyObject *frame_globals "dr_frame_globals"(Frame *) noexcept nogil
    PyObject *frame_self "dr_frame_self"(Frame *) noexcept nogil
    PyObject *on_stack "dr_on_stack"(Frame *, int) noexcept nogil
    int place_on_stack "dr_place_on_stack"(Frame *, PyObject *) noexcept nogil
    uint32_t pre_header "dr_pre_header"(PyObject *) noexcept nogil
    void make_code_return "dr_make_code_return"(PyCodeObject *) noexcept
    PyObject *module_dict "dr_module_dict"(PyObject *) noexcept nogil
    uint32_t type_version "dr_type_version"(PyTypeObject *) noexcept nogil
    void change_exit_status "dr_set_exit_status"(int) noexcept nogil
    int watch_exit "dr_watch_exit"() noexcept
    void note_interrupt "dr_note_interrupt"() noexcept

cdef extern from *:
    """
    #ifdef Py_GIL_DISABLED
    #  define DR_GIL_DISABLED 1
    #else
    #  define DR_GIL_DISABLED 0
    #endif
    /* From 3.14 on a local variable can lie on the stack without a reference of its own. */
    #define DR_BORROWS (PY_VERSION_HEX >= 0x030e0000)
    """
    const bint GIL_DISABLED "DR_GIL_DISABLED"
    const bint BORROWS "DR_BORROWS"

cdef extern from "Python.h":
    int Py_TPFLAGS_VALID_VERSION_TAG
    PyTypeObject PyType_Type, PyModule_Type, PyList_Type, PyDict_Type, PyByteArray_Type, PyMemoryView_Type
    PyTypeObject PySet_Type, PyFrozenSet_Type, PyLong_Type, PyBool_Type, PyFloat_Type, PyUnicode_Type, PyBytes_Type
    PyTypeObject PyTuple_Type, PySlice_Type, PyMemberDescr_Type, PyGetSetDescr_Type, PyBaseObject_Type, PyFunction_Type
    PyTypeObject PyMethod_Type, PyMethodDescr_Type, PyWrapperDescr_Type, PyCFunction_Type, PyStaticMethod_Type, PyClassMethod_Type
    PyTypeObject PyListIter_Type, PyListRevIter_Type, PyDictIterKey_Type, PyDictIterValue_Type, PyDictIterItem_Type
    PyTypeObject PyTupleIter_Type, PyRangeIter_Type
    PyTypeObject PySetIter_Type, PyDictKeys_Type, PyDictValues_Type, PyDictItems_Type, PyProperty_Type
    PyTypeObject PyODictIter_Type, PyODictKeys_Type, PyODictValues_Type, PyODictItems_Type
    PyTypeObject PyByteArrayIter_Type
    PyTypeObject PyEnum_Type, PyZip_Type, PyMap_Type, PyFilter_Type, PyReversed_Type, PyCell_Type, PyClassMethodDescr_Type
    PyTypeObject PyGen_Type, PyCoro_Type, PyAsyncGen_Type
    PyTypeObject PyDictRevIterKey_Type, PyDictRevIterValue_Type, PyDictRevIterItem_Type
    PyObject *_PyType_Lookup(PyTypeObject *, PyObject *) noexcept
    PyTypeObject *Py_TYPE(PyObject *) noexcept nogil
    Py_ssize_t Py_REFCNT(PyObject *) noexcept nogil
    bint PyType_HasFeature(PyTypeObject *, unsigned long) noexcept nogil
    bint PyType_IsSubtype(PyTypeObject *, PyTypeObject *) noexcept nogil
    unsigned long Py_TPFLAGS_HEAPTYPE, Py_TPFLAGS_LIST_SUBCLASS, Py_TPFLAGS_DICT_SUBCLASS, Py_TPFLAGS_TYPE_SUBCLASS
    void *PyObject_GenericGetAttr
    void *PyObject_GenericSetAttr
    PyObject *GenericGetAttr "PyObject_GenericGetAttr"(PyObject *, PyObject *) noexcept
    PyObject *PyDict_GetItem(PyObject *, PyObject *) noexcept
    PyObject *PyDict_GetItemWithError(PyObject *, PyObject *) noexcept
    PyObject *PyErr_Occurred() noexcept
    void PyErr_Clear() noexcept
    bint PyIter_Check(PyObject *) noexcept nogil
    void PyErr_Fetch(PyObject **, PyObject **, PyObject **) noexcept
    void PyErr_Restore(PyObject *, PyObject *, PyObject *) noexcept
    void Py_INCREF(PyObject *) noexcept nogil
    int add_pending_call "Py_AddPendingCall"(int (*)(void *) noexcept, void *) noexcept nogil
    void Py_DECREF(PyObject *) noexcept
    void Py_XDECREF(PyObject *) noexcept
    Py_ssize_t PyList_GET_SIZE(PyObject *) noexcept nogil
    Py_ssize_t PyByteArray_GET_SIZE(PyObject *) noexcept nogil
    Py_ssize_t Py_SIZE(PyObject *) noexcept nogil
    Py_ssize_t PyTuple_GET_SIZE(PyObject *) noexcept nogil
    PyObject *PyTuple_GET_ITEM(PyObject *, Py_ssize_t) noexcept nogil
    void PyTuple_SET_ITEM(PyObject *, Py_ssize_t, PyObject *) noexcept
    long long PyLong_AsLongLongAndOverflow(PyObject *, int *) noexcept
    Py_hash_t PyObject_Hash(PyObject *) noexcept
    double PyFloat_AS_DOUBLE(PyObject *) noexcept nogil
    int PyObject_RichCompareBool(PyObject *, PyObject *, int) noexcept
    int Py_EQ
    int PySlice_Unpack(PyObject *, Py_ssize_t *, Py_ssize_t *, Py_ssize_t *) noexcept
    Py_ssize_t PySlice_AdjustIndices(Py_ssize_t, Py_ssize_t *, Py_ssize_t *, Py_ssize_t) noexcept
    Py_ssize_t PyObject_Size(PyObject *) noexcept
    PyObject *PyEval_EvalCode(PyObject *, PyObject *, PyObject *) noexcept
    PyObject *PyImport_AddModule(const char *) noexcept
    PyObject *PyObject_Call(PyObject *, PyObject *, PyObject *) noexcept
    bint PyCode_Check(PyObject *) noexcept nogil
    bint PyErr_ExceptionMatches(PyObject *) noexcept
    PyObject *PyExc_SystemExit
    PyObject *Py_None
    PyObject *Py_True
    PyObject *Py_False
    int PySys_AddAuditHook(int (*)(const char *, PyObject *, void *) noexcept, void *) noexcept
    void PyType_Modified(PyTypeObject *) noexcept
    unsigned long PyThread_get_thread_ident() noexcept nogil
    void PyErr_WriteUnraisable(PyObject *) noexcept
    ctypedef struct Py_buffer:
        void *buf
        Py_ssize_t len
        Py_ssize_t itemsize
        int ndim
        Py_ssize_t *shape
        Py_ssize_t *strides
        PyObject *obj
    Py_buffer *PyMemoryView_GET_BUFFER(PyObject *) noexcept nogil
    char *PyByteArray_AS_STRING(PyObject *) noexcept nogil

    ctypedef enum PyMemAllocatorDomain:
        PYMEM_DOMAIN_RAW
        PYMEM_DOMAIN_MEM
        PYMEM_DOMAIN_OBJ
    ctypedef struct PyMemAllocatorEx:
        void *ctx
        void *(*malloc)(void *ctx, size_t size) noexcept nogil
        void *(*calloc)(void *ctx, size_t nelem, size_t elsize) noexcept nogil
        void *(*realloc)(void *ctx, void *ptr, size_t new_size) noexcept nogil
        void (*free)(void *ctx, void *ptr) noexcept nogil
    void PyMem_GetAllocator(PyMemAllocatorDomain, PyMemAllocatorEx *) noexcept
    void PyMem_SetAllocator(PyMemAllocatorDomain, PyMemAllocatorEx *) noexcept

cdef extern from *:
    """
    static inline uint64_t drp_load64(const uint64_t *p) { return __atomic_load_n(p, __ATOMIC_RELAXED); }
    static inline void drp_store64(uint64_t *p, uint64_t v) { __atomic_store_n(p, v, __ATOMIC_RELAXED); }
    static inline int drp_try_lock(uint8_t *p) { return __atomic_exchange_n(p, 1, __ATOMIC_ACQUIRE) == 0; }
    static inline void drp_unlock(uint8_t *p) { __atomic_store_n(p, 0, __ATOMIC_RELEASE); }
    static inline void *drp_load_pointer(void **p) { return __atomic_load_n(p, __ATOMIC_ACQUIRE); }
    static inline void *drp_swap_pointer(void **p, void *v) { return __atomic_exchange_n(p, v, __ATOMIC_ACQ_REL); }
    static inline int drp_cas_pointer(void **p, void *old, void *new_) {
        return __atomic_compare_exchange_n(p, &old, new_, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
    }
    """
    uint64_t load64 "drp_load64"(uint64_t *) noexcept nogil
    void store64 "drp_store64"(uint64_t *, uint64_t) noexcept nogil
    bint try_lock "drp_try_lock"(uint8_t *) noexcept nogil
    void unlock "drp_unlock"(uint8_t *) noexcept nogil
    void *load_pointer "drp_load_pointer"(void **) noexcept nogil
    void *swap_pointer "drp_swap_pointer"(void **, void *) noexcept nogil
    bint cas_pointer "drp_cas_pointer"(void **, void *, void *) noexcept nogil

# --- small readings of objects ---
cdef extern from *:
    """
    #define DR_MIX 0xff51afd7ed558ccdULL

    /* the i-th pointer-sized field behind the object's head */
    static inline PyObject *dr_field(PyObject *o, int i) { return ((PyObject **)((char *)o + sizeof(PyObject)))[i]; }

    /* What a dict or a type has under a name. Without the GIL another thread can take it away while we look at it, so there it is
       a reference of our own, which dr_let_go() gives back; with the GIL it is borrowed. Errors are nobody's: NULL. */
    static inline PyObject *dr_get_item(PyObject *dict, PyObject *key) {
    #ifdef Py_GIL_DISABLED
        PyObject *value = NULL;
        if (PyDict_GetItemRef(dict, key, &value) < 0) PyErr_Clear();
    #else
        PyObject *value = PyDict_GetItemWithError(dict, key);
        if (value == NULL && PyErr_Occurred()) PyErr_Clear();
    #endif
        return value;
    }
    static inline PyObject *dr_look_up(PyTypeObject *tp, PyObject *name) {
    #ifdef Py_GIL_DISABLED
        return _PyType_LookupRef(tp, name);
    #else
        return _PyType_Lookup(tp, name);
    #endif
    }
    static inline void dr_let_go(PyObject *o) {
    #ifdef Py_GIL_DISABLED
        Py_XDECREF(o);
    #else
        (void)o;
    #endif
    }
    static inline int dr_has_item(PyObject *dict, PyObject *key) {
        PyObject *value = dr_get_item(dict, key);
        dr_let_go(value);
        return value != NULL;
    }
    /* The same for slower paths: a reference on every build, None if there is nothing. */
    static inline PyObject *dr_type_attribute(PyTypeObject *tp, PyObject *name) {
        PyObject *value = dr_look_up(tp, name), *result = Py_NewRef(value != NULL ? value : Py_None);
        dr_let_go(value);
        return result;
    }

    /* What an item of a list, a cell or the dict of a class holds now: a reference on every build, NULL if there is nothing. */
    static PyObject *dr_list_item(PyObject *list, Py_ssize_t i) {
    #ifdef Py_GIL_DISABLED
        PyObject *value = PyList_GetItemRef(list, i);
        if (value == NULL) PyErr_Clear();
        return value;
    #else
        return i >= 0 && i < PyList_GET_SIZE(list) ? Py_NewRef(PyList_GET_ITEM(list, i)) : NULL;
    #endif
    }
    static inline PyObject *dr_cell_content(PyObject *cell) { return PyCell_Check(cell) ? PyCell_Get(cell) : NULL; }
    static PyObject *dr_own_item(PyObject *dict, PyObject *key) {
        PyObject *value = dr_get_item(dict, key);
    #ifndef Py_GIL_DISABLED
        Py_XINCREF(value);
    #endif
        return value;
    }
    static PyObject *dr_type_own(PyTypeObject *tp, PyObject *name) {
    #if PY_VERSION_HEX >= 0x030c0000
        PyObject *dict = PyType_GetDict(tp);
    #else
        PyObject *dict = Py_XNewRef(tp->tp_dict);
    #endif
        PyObject *value = dict != NULL ? dr_own_item(dict, name) : NULL;
        Py_XDECREF(dict);
        return value;
    }

    static inline PyObject *dr_type_mro(PyTypeObject *tp) { return tp->tp_mro; }
    static int dr_type_has_own(PyTypeObject *tp, PyObject *name) {
    #if PY_VERSION_HEX >= 0x030c0000
        PyObject *dict = PyType_GetDict(tp);
        int has = dict != NULL && dr_has_item(dict, name);
        Py_XDECREF(dict);
        return has;
    #else
        return tp->tp_dict != NULL && dr_has_item(tp->tp_dict, name);
    #endif
    }
    static inline int dr_has_instance_dict(PyTypeObject *tp) {
        return tp->tp_dictoffset != 0 || (tp->tp_flags & Py_TPFLAGS_MANAGED_DICT);
    }
    /* Whether a special method, as found on a class, is the plain one of some built-in base: `generic` in a wrapper. */
    static inline int dr_wraps(PyObject *found, void *generic) {
        return found != NULL && Py_TYPE(found) == &PyWrapperDescr_Type && ((PyWrapperDescrObject *)found)->d_wrapped == generic;
    }
    static inline int dr_plain_slice(PyObject *s) {
        PySliceObject *p = (PySliceObject *)s;
        PyObject *parts[3] = {p->start, p->stop, p->step};
        for (int i = 0; i < 3; i++) if (parts[i] != Py_None && !PyLong_CheckExact(parts[i])) return 0;
        return 1;
    }

    /* The value of an int that is not negative and of one digit, -1 of all else; the hash of a text, -1 if it has none yet.
       Both without a call: the fast path. */
    static inline Py_ssize_t dr_small_index(PyObject *o) {
        if (!PyLong_CheckExact(o)) return -1;
    #if PY_VERSION_HEX >= 0x030C0000
        uintptr_t tag = ((PyLongObject *)o)->long_value.lv_tag; /* digits << 3 | sign: 0 positive, 1 zero, 2 negative */
        return tag >> 3 <= 1 && (tag & 3) != 2 ? (Py_ssize_t)((PyLongObject *)o)->long_value.ob_digit[0] : -1;
    #else
        return Py_SIZE(o) == 1 ? (Py_ssize_t)((PyLongObject *)o)->ob_digit[0] : Py_SIZE(o) == 0 ? 0 : -1;
    #endif
    }
    /* Whether there are at most `count` references, and all are of this thread. */
    static inline int dr_has_references(PyObject *o, Py_ssize_t count) {
    #ifdef Py_GIL_DISABLED
        return _Py_IsOwnedByCurrentThread(o) && __atomic_load_n(&o->ob_ref_local, __ATOMIC_RELAXED) <= (uint32_t)count
            && __atomic_load_n(&o->ob_ref_shared, __ATOMIC_RELAXED) == 0;
    #else
        return Py_REFCNT(o) <= count;
    #endif
    }
    static inline Py_hash_t dr_text_hash(PyObject *o) { return ((PyASCIIObject *)o)->hash; }

    /* Elements of a sequence: how far their keys are apart; of a buffer log2 of the size of an item. */
    typedef struct { Py_ssize_t step; int level, is_buffer; } DrPart;
    typedef struct { PyObject_VAR_HEAD char *items; Py_ssize_t allocated; const struct { char code; int size; } *kind; }
        DrArray; /* as Modules/arraymodule.c has it */
    /* not PyObject_Size(): a subclass may have a `__len__` of its own */
    static inline Py_ssize_t dr_sequence_size(PyObject *o) { return Py_SIZE(o); }
    static inline DrPart dr_sequence_part(PyObject *o, int family) {
        DrPart part = {1, 0, family == 4 || family == 5};
        if (family == 5) {
            part.step = ((DrArray *)o)->kind->size;
            part.level = __builtin_ctz((unsigned)part.step);
        }
        return part;
    }
    /* For a report: which item of a buffer this byte belongs to. `relative`: it counts from where the memory begins. The owner is
       never of a class with a `__buffer__` in Python, so nothing of the program runs here. */
    static Py_ssize_t dr_item_of_byte(PyObject *owner, Py_ssize_t byte, int relative) {
        Py_buffer view;
        if (PyByteArray_Check(owner) || !PyObject_CheckBuffer(owner)) return byte;
        if (PyObject_GetBuffer(owner, &view, PyBUF_FULL_RO) < 0) {
            PyErr_Clear();
            return byte;
        }
        if (!relative) byte -= (Py_ssize_t)view.buf;
        if (view.itemsize > 0) byte /= view.itemsize;
        PyBuffer_Release(&view);
        return byte;
    }
    """
    const uint64_t MIX "DR_MIX"
    Py_ssize_t item_of_byte "dr_item_of_byte"(PyObject *, Py_ssize_t, bint) noexcept
    PyObject *field "dr_field"(PyObject *, int) noexcept nogil
    PyObject *get_item "dr_get_item"(PyObject *, PyObject *) noexcept
    bint has_item "dr_has_item"(PyObject *, PyObject *) noexcept
    PyObject *look_up "dr_look_up"(PyTypeObject *, PyObject *) noexcept
    void let_go "dr_let_go"(PyObject *) noexcept
    object type_attribute "dr_type_attribute"(PyTypeObject *, PyObject *)
    PyObject *list_item "dr_list_item"(PyObject *, Py_ssize_t) noexcept
    PyObject *cell_content "dr_cell_content"(PyObject *) noexcept
    PyObject *own_item "dr_own_item"(PyObject *, PyObject *) noexcept
    PyObject *type_own "dr_type_own"(PyTypeObject *, PyObject *) noexcept
    PyObject *type_mro "dr_type_mro"(PyTypeObject *) noexcept nogil
    bint type_has_own "dr_type_has_own"(PyTypeObject *, PyObject *) noexcept
    bint has_instance_dict "dr_has_instance_dict"(PyTypeObject *) noexcept nogil
    bint wraps "dr_wraps"(PyObject *, void *) noexcept nogil
    Py_ssize_t small_index "dr_small_index"(PyObject *) noexcept nogil
    bint has_references "dr_has_references"(PyObject *, Py_ssize_t) noexcept nogil
    Py_ssize_t text_hash "dr_text_hash"(PyObject *) noexcept nogil
    bint plain_slice "dr_plain_slice"(PyObject *) noexcept nogil
    ctypedef struct Part "DrPart":
        Py_ssize_t step
        int level
        bint is_buffer
    Py_ssize_t sequence_size "dr_sequence_size"(PyObject *) noexcept
    Part sequence_part "dr_sequence_part"(PyObject *, int) noexcept

# --- calls ---
cdef extern from *:
    """
    static inline int dr_is_subtype(PyTypeObject *a, PyTypeObject *b) { return PyType_IsSubtype(a, b); }
    static inline PyObject *dr_call_new(void *f, PyTypeObject *t, PyObject *a, PyObject *k) {
        return ((newfunc)f)(t, a, k);
    }
    static inline PyObject *dr_call_callable(void *f, PyObject *o, PyObject *a, PyObject *k) {
        return ((ternaryfunc)f)(o, a, k);
    }
    static inline int dr_is_callable(PyObject *o) { return PyCallable_Check(o); }
    /* Sets the error indicator: for functions of ours that return as the interpreter's own do. */
    static inline void dr_raise_again(PyObject *error) { PyErr_SetObject((PyObject *)Py_TYPE(error), error); }
    static void dr_report_thread_error(PyObject *function) {
    #if PY_VERSION_HEX >= 0x030d0000
        PyErr_FormatUnraisable("Exception ignored in thread started by %R", function);
    #else
        _PyErr_WriteUnraisableMsg("in thread started by", function);
    #endif
    }
    """
    bint is_subtype "dr_is_subtype"(PyTypeObject *, PyTypeObject *) noexcept
    PyObject *call_new "dr_call_new"(void *, PyTypeObject *, PyObject *, PyObject *) noexcept
    PyObject *call_callable "dr_call_callable"(void *, PyObject *, PyObject *, PyObject *) noexcept
    bint is_callable "dr_is_callable"(PyObject *) noexcept
    void raise_again "dr_raise_again"(object) noexcept
    void report_thread_error "dr_report_thread_error"(PyObject *) noexcept

cdef extern from *:
    """
    static inline void dr_call_dealloc(void *f, PyObject *o) { ((destructor)f)(o); }
    """
    void call_dealloc "dr_call_dealloc"(void *, PyObject *) noexcept

# --- the dict of an instance: how it is handed out, references to an owner that may be dying ---
cdef extern from *:
    """
    #if defined(Py_GIL_DISABLED) && PY_VERSION_HEX < 0x030e0000
    #  ifndef Py_BUILD_CORE
    #    define Py_BUILD_CORE 1
    #    define DR_UNDEF_BUILD_CORE_AGAIN
    #  endif
    #  include "internal/pycore_object.h"
    #  ifdef DR_UNDEF_BUILD_CORE_AGAIN
    #    undef Py_BUILD_CORE
    #  endif
    #endif
    /* A reference to an object whose memory is still there though its count may be zero; as weak references take it. */
    static inline void dr_enable_try_incref(PyObject *o) {
    #ifdef Py_GIL_DISABLED
    #  if PY_VERSION_HEX >= 0x030e0000
        PyUnstable_EnableTryIncRef(o);
    #  else
        _PyObject_SetMaybeWeakref(o);
    #  endif
    #else
        (void)o;
    #endif
    }
    static inline int dr_try_incref(PyObject *o) {
    #ifdef Py_GIL_DISABLED
    #  if PY_VERSION_HEX >= 0x030e0000
        return PyUnstable_TryIncRef(o);
    #  else
        return _Py_TryIncref(o);
    #  endif
    #else
        if (Py_REFCNT(o) <= 0) return 0;
        Py_INCREF(o);
        return 1;
    #endif
    }
    /* The slot of a type for `a + b` of sequences. */
    static inline void *dr_concat_slot(PyTypeObject *tp) { return __atomic_load_n((void **)&tp->tp_as_sequence->sq_concat, __ATOMIC_ACQUIRE); }
    static inline void dr_set_concat_slot(PyTypeObject *tp, void *f) {
        __atomic_store_n((void **)&tp->tp_as_sequence->sq_concat, f, __ATOMIC_RELEASE);
    }
    static inline PyObject *dr_call_concat(void *f, PyObject *a, PyObject *b) { return ((binaryfunc)f)(a, b); }
    /* The slot of a type for `del o[k]` and `o[k] = v`. */
    static inline void *dr_item_slot(PyTypeObject *tp) { return tp->tp_as_mapping->mp_ass_subscript; }
    static inline void dr_set_item_slot(PyTypeObject *tp, void *f) { tp->tp_as_mapping->mp_ass_subscript = (objobjargproc)f; }
    static inline int dr_call_item_slot(void *f, void *o, PyObject *k, PyObject *v) { return ((objobjargproc)f)((PyObject *)o, k, v); }
    typedef struct { const char *name; void *get; void *set; const char *doc; void *closure; } DrGetSet; /* PyGetSetDef */
    static inline DrGetSet *dr_getset_record(PyObject *d) { return (DrGetSet *)((PyGetSetDescrObject *)d)->d_getset; }
    static inline PyObject *dr_call_getter(void *f, PyObject *o, void *c) { return ((getter)f)(o, c); }
    static inline int dr_call_setter(void *f, PyObject *o, PyObject *v, void *c) { return ((setter)f)(o, v, c); }
    """
    ctypedef struct GetSet "DrGetSet":
        void *get
        void *set
    void enable_try_incref "dr_enable_try_incref"(PyObject *) noexcept
    bint try_incref "dr_try_incref"(PyObject *) noexcept
    void *concat_slot "dr_concat_slot"(PyTypeObject *) noexcept nogil
    void set_concat_slot "dr_set_concat_slot"(PyTypeObject *, void *) noexcept nogil
    PyObject *call_concat "dr_call_concat"(void *, PyObject *, PyObject *) noexcept
    void *item_slot "dr_item_slot"(PyTypeObject *) noexcept nogil
    void set_item_slot "dr_set_item_slot"(PyTypeObject *, void *) noexcept nogil
    int call_item_slot "dr_call_item_slot"(void *, void *, PyObject *, PyObject *) noexcept
    GetSet *getset_record "dr_getset_record"(PyObject *) noexcept
    PyObject *call_getter "dr_call_getter"(void *, PyObject *, void *) noexcept
    int call_setter "dr_call_setter"(void *, PyObject *, PyObject *, void *) noexcept
    PyObject *PyObject_GenericGetDict(PyObject *, void *) noexcept
    int PyObject_GenericSetDict(PyObject *, PyObject *, void *) noexcept

cdef extern from *:
    """
    /* The names among the keys of a dict, each a new reference, in memory to be given back to free(); at most `most`. */
    static Py_ssize_t dr_names_in(PyObject *dict, Py_ssize_t most, PyObject ***names) {
        Py_ssize_t found = 0, place = 0;
        PyObject *key, **list = NULL;
    #ifdef Py_GIL_DISABLED
        Py_BEGIN_CRITICAL_SECTION(dict);
    #endif
        Py_ssize_t size = PyDict_GET_SIZE(dict);
        list = malloc((size < most ? size : most) * sizeof *list + 1);
        while (list != NULL && found < most && found < size && PyDict_Next(dict, &place, &key, NULL))
            if (PyUnicode_CheckExact(key)) {
                Py_INCREF(key);
                list[found++] = key;
            }
    #ifdef Py_GIL_DISABLED
        Py_END_CRITICAL_SECTION();
    #endif
        *names = list;
        return found;
    }
    """
    Py_ssize_t names_in "dr_names_in"(PyObject *, Py_ssize_t, PyObject ***) noexcept

# --- keys of dicts and sets ---
cdef extern from *:
    """
    #include <datetime.h>

    /* Whether the dict has this very object among its keys; 0 as well if it has more than `most`. */
    static int dr_has_this_key(PyObject *dict, PyObject *wanted, Py_ssize_t most) {
        Py_ssize_t place = 0;
        PyObject *key;
        int has = 0;
    #ifdef Py_GIL_DISABLED
        Py_BEGIN_CRITICAL_SECTION(dict);
    #endif
        if (PyDict_GET_SIZE(dict) <= most)
            while (!has && PyDict_Next(dict, &place, &key, NULL)) has = key == wanted;
    #ifdef Py_GIL_DISABLED
        Py_END_CRITICAL_SECTION();
    #endif
        return has;
    }
    /* The keys of a dict whose hash this is, each a new reference, `most` at most; -1: all its keys are strings. As a look-up in
       Objects/dictobject.c goes, but for asking whether keys are equal, which may be code of the program. */
    static int dr_keys_of_hash(PyObject *dict, Py_hash_t hash, PyObject **found, int most) {
        int count = -1;
    #ifdef Py_GIL_DISABLED
        Py_BEGIN_CRITICAL_SECTION(dict);
    #endif
        PyDictKeysObject *keys = ((PyDictObject *)dict)->ma_keys;
        if (keys->dk_kind == DICT_KEYS_GENERAL) {
            size_t mask = ((size_t)1 << keys->dk_log2_size) - 1, perturb = (size_t)hash, place = perturb & mask;
            const PyDictKeyEntry *entries = DK_ENTRIES(keys);
            for (count = 0; count < most;) {
                Py_ssize_t index = keys->dk_log2_size < 8 ? ((const int8_t *)keys->dk_indices)[place]
                    : keys->dk_log2_size < 16 ? ((const int16_t *)keys->dk_indices)[place]
                    : keys->dk_log2_size < 32 ? ((const int32_t *)keys->dk_indices)[place]
                    : ((const int64_t *)keys->dk_indices)[place];
                if (index == DKIX_EMPTY) break;
                if (index >= 0 && entries[index].me_hash == hash && entries[index].me_key != NULL)
                    found[count++] = Py_NewRef(entries[index].me_key);
                perturb >>= 5;
                place = (place * 5 + perturb + 1) & mask;
            }
        }
    #ifdef Py_GIL_DISABLED
        Py_END_CRITICAL_SECTION();
    #endif
        return count;
    }
    /* The elements of a frozenset, borrowed (it cannot change); -1 if there are more than `most`. */
    static Py_ssize_t dr_elements_of_frozenset(PyObject *set, PyObject **elements, Py_ssize_t most) {
        PySetObject *so = (PySetObject *)set;
        Py_ssize_t found = 0;
        if (so->used > most) return -1;
        for (Py_ssize_t i = 0; i <= so->mask; i++)
            if (so->table[i].key != NULL && so->table[i].hash != -1) elements[found++] = so->table[i].key;
        return found;
    }
    /* What a date, time, datetime or timedelta is compared by, apart from its time zone. 0: it is none of these. */
    static int dr_date_words(PyObject *o, uint64_t *words, PyObject **zone) {
        PyTypeObject *tp = Py_TYPE(o);
        const unsigned char *data;
        int i, length;
        if ((tp->tp_flags & Py_TPFLAGS_HEAPTYPE) || strncmp(tp->tp_name, "datetime.", 9) != 0) return 0;
        words[0] = words[1] = words[2] = 0;
        if (strcmp(tp->tp_name + 9, "timedelta") == 0) {
            PyDateTime_Delta *delta = (PyDateTime_Delta *)o;
            words[0] = (uint64_t)delta->days;
            words[1] = (uint64_t)delta->seconds;
            words[2] = (uint64_t)delta->microseconds;
            return 3;
        }
        if (strcmp(tp->tp_name + 9, "date") == 0) {
            data = ((PyDateTime_Date *)o)->data;
            length = _PyDateTime_DATE_DATASIZE;
        } else if (strcmp(tp->tp_name + 9, "datetime") == 0) {
            data = ((_PyDateTime_BaseDateTime *)o)->data;
            length = _PyDateTime_DATETIME_DATASIZE;
            if (((_PyDateTime_BaseDateTime *)o)->hastzinfo) *zone = ((PyDateTime_DateTime *)o)->tzinfo;
        } else if (strcmp(tp->tp_name + 9, "time") == 0) {
            data = ((_PyDateTime_BaseTime *)o)->data;
            length = _PyDateTime_TIME_DATASIZE;
            if (((_PyDateTime_BaseTime *)o)->hastzinfo) *zone = ((PyDateTime_Time *)o)->tzinfo;
        } else return 0;
        for (i = 0; i < length; i++) words[i / 8] = words[i / 8] << 8 | data[i];
        words[2] = (uint64_t)length;
        return 3;
    }
    static inline PyObject *dr_method_function(PyObject *m) { return PyMethod_GET_FUNCTION(m); }
    static inline PyObject *dr_method_self(PyObject *m) { return PyMethod_GET_SELF(m); }
    """
    bint has_this_key "dr_has_this_key"(PyObject *, PyObject *, Py_ssize_t) noexcept
    int keys_of_hash "dr_keys_of_hash"(PyObject *, Py_hash_t, PyObject **, int) noexcept
    Py_ssize_t elements_of_frozenset "dr_elements_of_frozenset"(PyObject *, PyObject **, Py_ssize_t) noexcept
    int date_words "dr_date_words"(PyObject *, uint64_t *, PyObject **) noexcept
    PyObject *method_function "dr_method_function"(PyObject *) noexcept
    PyObject *method_self "dr_method_self"(PyObject *) noexcept

# --- what is in a container or an iterator, and what a method is called ---
cdef extern from *:
    """
    static inline int dr_is_container(PyObject *o) {
        return PyList_Check(o) || PyDict_Check(o) || PyTuple_Check(o) || PyAnySet_Check(o);
    }
    /* The containers among the elements of a list, tuple or dict, each a new reference, in memory to be given back to free(). */
    static Py_ssize_t dr_containers_in(PyObject *o, Py_ssize_t most, PyObject ***inner) {
        Py_ssize_t found = 0, room = 0, place = 0, i;
        PyObject *value, **list = NULL, **larger;
        if (most <= 0 || !(PyList_Check(o) || PyTuple_Check(o) || PyDict_Check(o))) return 0;
    #ifdef Py_GIL_DISABLED
        Py_BEGIN_CRITICAL_SECTION(o);
    #endif
        for (i = 0; found < most; i++) {
            if (PyDict_Check(o)) {
                if (!PyDict_Next(o, &place, NULL, &value)) break;
            } else if (PyList_Check(o)) {
                if (i >= PyList_GET_SIZE(o)) break;
                value = PyList_GET_ITEM(o, i);
            } else {
                if (i >= PyTuple_GET_SIZE(o)) break;
                value = PyTuple_GET_ITEM(o, i);
            }
            if (value == NULL || !dr_is_container(value)) continue;
            if (found == room) {
                room = room ? 2 * room : 8;
                larger = realloc(list, room * sizeof *list);
                if (larger == NULL) break;
                list = larger;
            }
            Py_INCREF(value);
            list[found++] = value;
        }
    #ifdef Py_GIL_DISABLED
        Py_END_CRITICAL_SECTION();
    #endif
        *inner = list;
        return found;
    }
    /* The iterators that an iterator written in C holds, as its tp_traverse tells; borrowed. */
    typedef struct { PyObject *objects[8]; int count; } DrInner;
    static int dr_note_iterator(PyObject *o, void *arg) {
        DrInner *inner = (DrInner *)arg;
        if (inner->count < 8 && (PyTuple_CheckExact(o) || PyIter_Check(o))) inner->objects[inner->count++] = o;
        return 0;
    }
    static int dr_is_called(PyObject *function, PyObject *name) {
        return PyUnicode_CompareWithASCIIString(name, ((PyCFunctionObject *)function)->m_ml->ml_name) == 0;
    }
    """
    Py_ssize_t containers_in "dr_containers_in"(PyObject *, Py_ssize_t, PyObject ***) noexcept
    ctypedef struct Inner "DrInner":
        PyObject *objects[8]
        int count
    int note_iterator "dr_note_iterator"(PyObject *, void *) noexcept
    bint is_called "dr_is_called"(PyObject *, PyObject *) noexcept

# --- what dies ---
cdef extern from *:
    """
    /* The code object that a generator, coroutine or asynchronous generator runs, borrowed; it keeps it to its end. */
    static inline PyObject *dr_generator_code(PyObject *o) {
    #if PY_VERSION_HEX >= 0x030c0000
        return (PyObject *)dr_frame_code((DrFrame *)(void *)&((PyGenObject *)o)->gi_iframe);
    #else
        return (PyObject *)((PyGenObject *)o)->gi_code;
    #endif
    }
    /* What reports call an object that is being finalized: its type, or of a generator its function. A new reference. */
    static PyObject *dr_finalized_name(PyObject *o, int generator) {
        PyObject *name = NULL;
        if (generator) {
            name = ((PyGenObject *)o)->gi_qualname;
            if (name != NULL && PyUnicode_CheckExact(name)) return Py_NewRef(name);
            name = NULL;
        }
        else name = PyType_GetQualName(Py_TYPE(o));
        if (name == NULL || !PyUnicode_CheckExact(name)) {
            PyErr_Clear();
            Py_XDECREF(name);
            name = PyUnicode_FromString("?");
        }
        return name;
    }
    """
    PyObject *generator_code "dr_generator_code"(PyObject *) noexcept
    object finalized_name "dr_finalized_name"(PyObject *, bint)

# --- weak references ---
cdef extern from *:
    """
    static inline PyObject *dr_weak_callback(PyObject *ref) { return ((PyWeakReference *)ref)->wr_callback; }
    static inline PyObject *dr_weak_referent(PyObject *ref) { return ((PyWeakReference *)ref)->wr_object; }
    static inline void dr_set_weak_callback(PyObject *ref, PyObject *callback) {
        ((PyWeakReference *)ref)->wr_callback = callback;
    }
    /* Without the GIL a callback is taken out of a reference under this lock, and freed some time after. */
    #ifdef Py_GIL_DISABLED
    static inline void dr_lock_weak(PyObject *ref) { PyMutex_Lock(((PyWeakReference *)ref)->weakrefs_lock); }
    static inline void dr_unlock_weak(PyObject *ref) { PyMutex_Unlock(((PyWeakReference *)ref)->weakrefs_lock); }
    #else
    static inline void dr_lock_weak(PyObject *ref) { (void)ref; }
    static inline void dr_unlock_weak(PyObject *ref) { (void)ref; }
    #endif

    typedef int (*dr_traverse)(PyObject *, visitproc, void *);
    static inline int dr_call_traverse(void *f, PyObject *o, visitproc visit, void *arg) {
        return ((dr_traverse)f)(o, visit, arg);
    }
    /* Up to 3.13 who calls back reports an exception with the callback; from 3.14 on with its repr alone. */
    #define DR_UNRAISABLE_BY_REPR (PY_VERSION_HEX >= 0x030e0000)

    static inline PyObject *dr_call_unary(void *f, PyObject *o) { return ((unaryfunc)f)(o); }
    static inline void dr_call_finalize(void *f, PyObject *o) { ((destructor)f)(o); }
    static inline int dr_call_send(void *f, PyObject *o, PyObject *value, PyObject **result) {
        return (int)((sendfunc)f)(o, value, result);
    }
    static inline void **dr_wrapped(PyObject *slot_wrapper) { return &((PyWrapperDescrObject *)slot_wrapper)->d_wrapped; }
    """
    ctypedef int (*visitproc)(PyObject *, void *) noexcept
    PyObject *weak_callback "dr_weak_callback"(PyObject *) noexcept nogil
    PyObject *weak_referent "dr_weak_referent"(PyObject *) noexcept nogil
    void set_weak_callback "dr_set_weak_callback"(PyObject *, PyObject *) noexcept nogil
    void lock_weak "dr_lock_weak"(PyObject *) noexcept
    void unlock_weak "dr_unlock_weak"(PyObject *) noexcept
    int call_traverse "dr_call_traverse"(void *, PyObject *, visitproc, void *) noexcept
    const bint UNRAISABLE_BY_REPR "DR_UNRAISABLE_BY_REPR"
    PyObject *call_unary "dr_call_unary"(void *, PyObject *) noexcept
    void call_finalize "dr_call_finalize"(void *, PyObject *) noexcept
    int call_send "dr_call_send"(void *, PyObject *, PyObject *, PyObject **) noexcept
    void **wrapped "dr_wrapped"(PyObject *) noexcept
    ctypedef struct PyGetSetDef:
        const char *name
        PyObject *(*get)(PyObject *, void *) noexcept
        int (*set)(PyObject *, PyObject *, void *) noexcept
        const char *doc
        void *closure
    object PyDescr_NewGetSet(PyTypeObject *, PyGetSetDef *)
    PyObject *PyObject_Repr(PyObject *) noexcept
    void PyErr_SetString(PyObject *, const char *) noexcept
    PyObject *PyExc_AttributeError

cdef extern from *:
    """
    static int dr_set_in_type(PyTypeObject *tp, PyObject *name, PyObject *value) {
    #if PY_VERSION_HEX >= 0x030c0000
        PyObject *dict = PyType_GetDict(tp);
    #else
        PyObject *dict = Py_XNewRef(tp->tp_dict);
    #endif
        int failed = dict == NULL || PyDict_SetItem(dict, name, value) < 0;
        Py_XDECREF(dict);
        PyType_Modified(tp);
        return failed ? -1 : 0;
    }
    """
    int set_in_type "dr_set_in_type"(PyTypeObject *, PyObject *, PyObject *) except -1
