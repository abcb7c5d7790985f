/* The responder that Wharf is measured against: libfcgi, THREADS threads, a constant answer to every request.
 *
 *     responder SOCKET THREADS
 *
 * Prints a line when it serves, and ends with the process that started it. */
#include <fcgiapp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>

static int listener;

/* Each thread waits in accept(2); the kernel wakes one. */
static void *serve(void *unused) {
    FCGX_Request request;
    (void)unused;
    if (FCGX_InitRequest(&request, listener, 0) != 0) exit(1);
    while (FCGX_Accept_r(&request) == 0) {
        FCGX_PutS("Status: 200 OK\r\nContent-Type: application/json\r\nCache-Control: no-store\r\n"
                  "Content-Length: 21\r\n\r\n{\"status\": \"SUCCESS\"}",
                  request.out);
        FCGX_Finish_r(&request);
    }
    return NULL;
}

int main(int count, char **arguments) {
    pthread_t thread;
    if (count != 3) {
        fputs("usage: responder SOCKET THREADS\n", stderr);
        return 2;
    }
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (FCGX_Init() != 0) return 1;
    /* FCGX_Init catches it and goes on waiting. */
    signal(SIGTERM, SIG_DFL);
    listener = FCGX_OpenSocket(arguments[1], 1024);
    if (listener < 0) return 1;
    for (int left = atoi(arguments[2]); left > 1; left--)
        if (pthread_create(&thread, NULL, serve, NULL) != 0) return 1;
    puts("serving");
    fflush(stdout);
    serve(NULL);
    return 0;
}
