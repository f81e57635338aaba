#include <git2.h>
#include <git2/sys/repository.h>
#include <git2/sys/stream.h>

/* git_libgit2_opts takes a variable number of arguments, which Swift cannot pass. */

/* Names the certificate authorities that every TLS connection of the process trusts from now on. */
static inline int clibgit2_set_certificate_authorities(const char *file, const char *directory) {
    return git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, file, directory);
}

/* A connection of our own. It begins exactly as the library's own socket stream does, because the library's SSH
   transport takes the descriptor from there. */
typedef struct {
    git_stream parent;
    char *host;
    char *port;
    int descriptor;
    void *control;
    /* When a TLS handshake that runs must be over, in monotonic milliseconds; 0 while none runs. */
    long long handshake_deadline;
} clibgit2_socket_stream;
