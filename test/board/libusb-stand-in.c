/*
 * A stand-in for libusb-1.0.so.0 whose one device is behind a unix socket (environment variable BOARD_SOCKET): what the FT601 driver of
 * LeechCore calls, and nothing else. One request on the socket: u8 operation, u8 endpoint or request, u16 value, u32 length of what is to
 * be read, u32 length of what follows, u32 unused. One answer: i32 error of libusb, u32 bytes transferred, u32 length of what follows.
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

enum { CONTROL_IN = 1, CONTROL_OUT = 2, BULK_OUT = 3, BULK_IN = 4 };
enum { ERROR_NO_DEVICE = -4, ERROR_NOT_FOUND = -5, ERROR_PIPE = -9, ERROR_NO_MEM = -11 };
enum { STATUS_COMPLETED = 0, STATUS_ERROR = 1, STATUS_CANCELLED = 3, STATUS_STALL = 4, STATUS_NO_DEVICE = 5 };
enum { MAX_PENDING = 64 };

typedef struct { int unused; } context, device, handle;

/* struct libusb_transfer. */
struct transfer {
  handle *handle;
  uint8_t flags, endpoint, type;
  unsigned timeout;
  int status, length, actual_length;
  void (*callback)(struct transfer *);
  void *user_data;
  uint8_t *buffer;
  int packets;
};

/* Bit of `flags` that libusb does not use: the transfer was cancelled before it began. */
enum { CANCELLED = 0x80 };

static context the_context;
static device the_device;
static handle the_handle;
static int wire = -1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct transfer *pending[MAX_PENDING];
static int pending_count;

static int receive(void *into, size_t size) {
  for (char *at = into; size > 0;) {
    ssize_t got = read(wire, at, size);
    if (got <= 0) return -1;
    at += got;
    size -= (size_t)got;
  }
  return 0;
}

static int transmit(const void *from, size_t size) {
  for (const char *at = from; size > 0;) {
    ssize_t put = write(wire, at, size);
    if (put <= 0) return -1;
    at += put;
    size -= (size_t)put;
  }
  return 0;
}

static int ask(uint8_t operation, uint8_t endpoint, uint16_t value, uint32_t wanted, const void *out, uint32_t out_size,
               void *in, int *transferred) {
  uint8_t request[16] = {operation, endpoint};
  int32_t answer[3];
  memcpy(request + 2, &value, 2);
  memcpy(request + 4, &wanted, 4);
  memcpy(request + 8, &out_size, 4);
  pthread_mutex_lock(&lock);
  int error = ERROR_NO_DEVICE;
  if (!transmit(request, sizeof request) && !transmit(out, out_size) && !receive(answer, sizeof answer)) {
    error = answer[0];
    if ((uint32_t)answer[2] > wanted || receive(in, (uint32_t)answer[2])) error = ERROR_NO_DEVICE;
    *transferred = answer[1];
  }
  pthread_mutex_unlock(&lock);
  return error;
}

int libusb_init(context **made) {
  if (made) *made = &the_context;
  return 0;
}
void libusb_exit(context *unused) { (void)unused; }

long libusb_get_device_list(context *unused, device ***list) {
  (void)unused;
  *list = calloc(2, sizeof **list);
  if (!*list) return ERROR_NO_MEM;
  (*list)[0] = &the_device;
  return 1;
}
void libusb_free_device_list(device **list, int unreference) {
  (void)unreference;
  free(list);
}

int libusb_get_device_descriptor(device *unused, uint8_t *into) {
  static const uint8_t descriptor[18] = {18, 1, 0, 3, 0, 0, 0, 9, 0x03, 0x04, 0x1f, 0x60, 0, 0, 1, 2, 3, 1};
  (void)unused;
  memcpy(into, descriptor, sizeof descriptor);
  return 0;
}

int libusb_open(device *unused, handle **opened) {
  (void)unused;
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  const char *path = getenv("BOARD_SOCKET");
  strncpy(address.sun_path, path ? path : "", sizeof address.sun_path - 1);
  wire = socket(AF_UNIX, SOCK_STREAM, 0);
  if (wire < 0 || connect(wire, (struct sockaddr *)&address, sizeof address)) return ERROR_NO_DEVICE;
  *opened = &the_handle;
  return 0;
}
void libusb_close(handle *unused) {
  (void)unused;
  if (wire >= 0) close(wire);
  wire = -1;
}
handle *libusb_open_device_with_vid_pid(context *unused, uint16_t vendor, uint16_t product) {
  (void)unused, (void)vendor, (void)product;
  return NULL;
}

uint8_t libusb_get_bus_number(device *unused) {
  (void)unused;
  return 1;
}
uint8_t libusb_get_device_address(device *unused) {
  (void)unused;
  return 1;
}
int libusb_get_string_descriptor_ascii(handle *unused, uint8_t index, unsigned char *into, int size) {
  (void)unused, (void)index;
  return snprintf((char *)into, (size_t)size, "SIM");
}
int libusb_kernel_driver_active(handle *unused, int interface) {
  (void)unused, (void)interface;
  return 0;
}
int libusb_claim_interface(handle *unused, int interface) {
  (void)unused, (void)interface;
  return 0;
}
int libusb_release_interface(handle *unused, int interface) {
  (void)unused, (void)interface;
  return 0;
}
int libusb_reset_device(handle *unused) {
  (void)unused;
  return 0;
}
const char *libusb_strerror(int error) {
  (void)error;
  return "error of the simulated board";
}

int libusb_control_transfer(handle *unused, uint8_t type, uint8_t request, uint16_t value, uint16_t index, uint8_t *data,
                            uint16_t size, unsigned timeout) {
  (void)unused, (void)index, (void)timeout;
  int transferred = 0;
  int error = (type & 0x80) ? ask(CONTROL_IN, request, value, size, NULL, 0, data, &transferred)
                            : ask(CONTROL_OUT, request, value, 0, data, size, NULL, &transferred);
  return error ? error : transferred;
}

int libusb_bulk_transfer(handle *unused, uint8_t endpoint, uint8_t *data, int size, int *actual, unsigned timeout) {
  (void)unused, (void)timeout;
  int transferred = 0;
  int error = (endpoint & 0x80) ? ask(BULK_IN, endpoint, 0, (uint32_t)size, NULL, 0, data, &transferred)
                                : ask(BULK_OUT, endpoint, 0, 0, data, (uint32_t)size, NULL, &transferred);
  if (actual) *actual = transferred;
  return error;
}

struct transfer *libusb_alloc_transfer(int packets) {
  (void)packets;
  return calloc(1, sizeof(struct transfer) + 64);
}
void libusb_free_transfer(struct transfer *one) { free(one); }

int libusb_submit_transfer(struct transfer *one) {
  if (pending_count >= MAX_PENDING) return ERROR_NO_MEM;
  pending[pending_count++] = one;
  return 0;
}

int libusb_cancel_transfer(struct transfer *one) {
  for (int i = 0; i < pending_count; i++) {
    if (pending[i] != one) continue;
    one->status = STATUS_CANCELLED;
    one->flags |= CANCELLED;
    return 0;
  }
  return ERROR_NOT_FOUND;
}

/* Does what was submitted, one after the other. */
int libusb_handle_events_timeout_completed(context *unused, struct timeval *timeout, int *done) {
  (void)unused, (void)timeout;
  while (pending_count > 0) {
    struct transfer *one = pending[0];
    memmove(pending, pending + 1, (size_t)--pending_count * sizeof *pending);
    if (!(one->flags & CANCELLED)) {
      int error = libusb_bulk_transfer(one->handle, one->endpoint, one->buffer, one->length, &one->actual_length, 0);
      one->status = error == 0                 ? STATUS_COMPLETED
                    : error == ERROR_PIPE      ? STATUS_STALL
                    : error == ERROR_NO_DEVICE ? STATUS_NO_DEVICE
                                               : STATUS_ERROR;
    }
    one->flags &= (uint8_t)~CANCELLED;
    one->callback(one);
    if (done && *done) break;
  }
  return 0;
}
