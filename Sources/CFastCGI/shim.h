#pragma once
// fcgi_stdio.h is never included: it replaces stdio by macros.
#include <fcgiapp.h>

// GNU extensions that Swift's Glibc module does not show, under names of ours, so that they cannot clash with glibc's
// own declarations where `_GNU_SOURCE` is defined. <sys/socket.h>, <sys/epoll.h> and <pthread.h> are not included: a header
// that this module owns is taken away from Glibc's module.

/// accept4(2), for callers that do not ask for the peer's address: pass NULL, NULL. The new descriptor is closed on exec
/// from its first moment.
int wharf_accept4(int fd, void *address, void *length, int flags) __asm__("accept4");

/// pipe2(2): both ends are closed on exec from their first moment.
int wharf_pipe2(int ends[2], int flags) __asm__("pipe2");

/// epoll(7), of which `struct epoll_event` has no gap on this architecture alone.
typedef struct {
    unsigned int events;
    unsigned long long data;
}
#ifdef __x86_64__
__attribute__((packed))
#endif
wharf_epoll_event;

enum { WHARF_EPOLL_CTL_ADD = 1, WHARF_EPOLL_CTL_MOD = 3 };
enum { WHARF_EPOLLIN = 1, WHARF_EPOLLONESHOT = 1 << 30 };

int wharf_epoll_create(int flags) __asm__("epoll_create1");
int wharf_epoll_ctl(int queue, int operation, int fd, wharf_epoll_event *event) __asm__("epoll_ctl");
int wharf_epoll_wait(int queue, wharf_epoll_event *events, int room, int milliseconds) __asm__("epoll_wait");
