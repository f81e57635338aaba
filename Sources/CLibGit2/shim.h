#include <git2.h>
#include <git2/sys/repository.h>
#include <git2/sys/stream.h>

/* git_libgit2_opts takes a variable number of arguments, which Swift cannot pass. */

/* Names the certificate authorities that every TLS connection of the process trusts from now on. */
static inline int clibgit2_set_certificate_authorities(const char *file, const char *directory) {
    return git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, file, directory);
}
