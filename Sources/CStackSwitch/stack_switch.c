#include "CStackSwitch.h"

// Tells which C library this is.
#include <stdlib.h>

#if defined(__linux__) && defined(__GLIBC__)

#include <stdint.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

struct call {
    void (*body)(void *);
    void *context;
};

// makecontext passes ints, so that the address of the call travels in two halves.
static void enter(unsigned int high, unsigned int low) {
    struct call *call = (struct call *)(((uintptr_t)high << 16 << 16) | (uintptr_t)low);
    call->body(call->context);
}

int call_on_own_stack(size_t bytes, void (*body)(void *), void *context) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    if (bytes < 4 * page || bytes > SIZE_MAX - 2 * page) return 0;
    size_t size = (bytes + page - 1) / page * page + page;
    char *memory = mmap(
        NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
    if (memory == MAP_FAILED) return 0;
    ucontext_t here, there;
    if (mprotect(memory, page, PROT_NONE) != 0 || getcontext(&there) != 0) {
        munmap(memory, size);
        return 0;
    }
#ifdef MADV_NOHUGEPAGE
    // The first use of a stack must not clear megabytes.
    madvise(memory, size, MADV_NOHUGEPAGE);
#endif
    struct call call = {body, context};
    there.uc_stack.ss_sp = memory + page;
    there.uc_stack.ss_size = size - page;
    there.uc_link = &here;
    uintptr_t address = (uintptr_t)&call;
    makecontext(
        &there, (void (*)(void))enter, 2, (unsigned int)(address >> 16 >> 16), (unsigned int)(address & 0xFFFFFFFFu));
    int status = swapcontext(&here, &there);
    munmap(memory, size);
    return status == 0;
}

#else

int call_on_own_stack(size_t bytes, void (*body)(void *), void *context) {
    (void)bytes;
    (void)body;
    (void)context;
    return 0;
}

#endif
