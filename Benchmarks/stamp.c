// The child of the healing bench: appends "PID NANOSECONDS" (CLOCK_MONOTONIC) to a file when it starts, and then waits
// for ever; with a port it answers 200 there, or 500 while FILE.sick is there, and appends the time of each such answer
// to FILE.asked. While FILE.dies is there it ends at once. "stamp FILE [PORT]".
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static char path[4096];

static void stamp(const char *suffix) {
    char line[64], name[4200];
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int length = snprintf(line, sizeof line, "%d %lld\n", getpid(), now.tv_sec * 1000000000LL + now.tv_nsec);
    snprintf(name, sizeof name, "%s%s", path, suffix);
    int file = open(name, O_WRONLY | O_CREAT | O_APPEND, 0644);
    if (file < 0 || write(file, line, length) != length) exit(1);
    close(file);
}

static void serve(int port) {
    static const char well[] = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nOK";
    static const char sick[] = "HTTP/1.1 500 Sick\r\nConnection: close\r\nContent-Length: 2\r\n\r\nNO";
    int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = { htonl(INADDR_LOOPBACK) } };
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (void *)&address, sizeof address) < 0 || listen(listener, 16) < 0) exit(2);
    char name[4200], room[4096];
    snprintf(name, sizeof name, "%s.sick", path);
    for (;;) {
        int client = accept(listener, NULL, NULL);
        if (client < 0) continue;
        int is_sick = access(name, F_OK) == 0;
        if (read(client, room, sizeof room) > 0) {
            const char *answer = is_sick ? sick : well;
            if (write(client, answer, strlen(answer)) < 0) is_sick = 0;
            if (is_sick) stamp(".asked");
        }
        close(client);
    }
}

int main(int count, char **words) {
    if (count < 2) return 64;
    snprintf(path, sizeof path, "%s", words[1]);
    // For the manager that asks for a pid file; it is written before the stamp that the bench waits for.
    char name[4200];
    snprintf(name, sizeof name, "%s.pid", path);
    FILE *file = fopen(name, "w");
    if (file) {
        fprintf(file, "%d\n", getpid());
        fclose(file);
    }
    stamp("");
    snprintf(name, sizeof name, "%s.dies", path);
    if (access(name, F_OK) == 0) return 3;
    if (count > 2) serve(atoi(words[2]));
    for (;;) pause();
}
