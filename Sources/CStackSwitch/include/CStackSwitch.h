#ifndef C_STACK_SWITCH_H
#define C_STACK_SWITCH_H

#include <stddef.h>

/// Calls a function on a stack of its own, on the thread of the caller, and returns when it has returned.
///
/// The system gives memory only to what is used of the stack; below it lies a page that nobody may touch.
///
/// Returns 1 when the function was called, and 0 where there is no such stack or the platform cannot change stacks.
int call_on_own_stack(size_t bytes, void (*_Nonnull body)(void *_Nullable), void *_Nullable context);

#endif
