/* lperf: load generator on top of libiscsi's asynchronous API.
 * usage: lperf -u iscsi://host:port/iqn/lun -m randread|randwrite|seqread|seqwrite
 *              -b bytes -q depth -t seconds [-w warmup_s] [-d none|header|both] [-r iops] [-p target_pid[,pid..]]
 * -r: that many I/Os a second and no more, each counted from the moment it was due.
 * prints one JSON line. Built with -DHAVE_DATA_DIGEST where the library has iscsi_set_data_digest.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <stdint.h>
#include <string.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>
#include <getopt.h>
#include <sys/resource.h>
#include <iscsi/iscsi.h>
#include <iscsi/scsi-lowlevel.h>

enum { RANDREAD, RANDWRITE, SEQREAD, SEQWRITE };
static const char *mode_names[] = { "randread", "randwrite", "seqread", "seqwrite" };

struct slot {
	struct scsi_iovec iov;
	uint64_t t0;
	struct slot *next_free;
};

static struct iscsi_context *isc;
static int lun, mode = RANDREAD, depth = 32, stopping, inflight, failed;
static uint32_t iosize = 4096, blk;
static uint64_t nblk, pos, rng = 88172645463325252ull;
static uint64_t t_measure, t_end, ios, ios_measured;
static uint64_t hist[4096]; /* log-linear, ns */
static struct slot *free_slots; /* only with a rate */
static double gap_ns;

static uint64_t now_ns(void)
{
	struct timespec ts;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ull + ts.tv_nsec;
}

static uint64_t next_rand(void)
{
	rng ^= rng << 13; rng ^= rng >> 7; rng ^= rng << 17;
	return rng;
}

static int bucket(uint64_t v)
{
	if (v < 64) return (int)v;
	int m = 63 - __builtin_clzll(v);
	return (m - 5) * 64 + (int)((v >> (m - 6)) & 63);
}
static uint64_t bucket_val(int b)
{
	if (b < 64) return b;
	int m = b / 64 + 5;
	return ((uint64_t)(64 + b % 64)) << (m - 6);
}
static double pct(double p)
{
	uint64_t want = (uint64_t)(ios_measured * p), c = 0;
	for (int i = 0; i < 4096; i++) { c += hist[i]; if (c > want) return bucket_val(i) / 1000.0; }
	return 0;
}

static void submit(struct slot *s, uint64_t due);

static void done(struct iscsi_context *c, int status, void *data, void *priv)
{
	struct scsi_task *task = data;
	struct slot *s = priv;
	(void)c;
	inflight--;
	if (status != SCSI_STATUS_GOOD) {
		if (status == SCSI_STATUS_CHECK_CONDITION && task && task->sense.key == SCSI_SENSE_UNIT_ATTENTION) {
			scsi_free_scsi_task(task);
			submit(s, s->t0);
			return;
		}
		fprintf(stderr, "io failed: status %d %s\n", status, iscsi_get_error(isc));
		failed = 1;
		return;
	}
	scsi_free_scsi_task(task);
	uint64_t t = now_ns();
	ios++;
	if (t >= t_measure && t < t_end) {
		ios_measured++;
		int b = bucket(t - s->t0);
		hist[b < 4096 ? b : 4095]++;
	}
	if (t >= t_end) stopping = 1;
	if (gap_ns > 0) { s->next_free = free_slots; free_slots = s; }
	else if (!stopping) submit(s, t);
}

static void submit(struct slot *s, uint64_t due)
{
	uint64_t n = iosize / blk, lba;
	struct scsi_task *task;
	if (mode == RANDREAD || mode == RANDWRITE)
		lba = (next_rand() % (nblk / n)) * n;
	else {
		if (pos + n > nblk) pos = 0;
		lba = pos; pos += n;
	}
	s->t0 = due;
	inflight++;
	if (mode == RANDREAD || mode == SEQREAD)
		task = iscsi_read10_iov_task(isc, lun, (uint32_t)lba, iosize, blk, 0, 0, 0, 0, 0, done, s, &s->iov, 1);
	else
		task = iscsi_write10_iov_task(isc, lun, (uint32_t)lba, NULL, iosize, blk, 0, 0, 0, 0, 0, done, s, &s->iov, 1);
	if (!task) { fprintf(stderr, "submit: %s\n", iscsi_get_error(isc)); failed = 1; inflight--; }
}

static double pid_cpu(const char *pids)
{
	double tot = 0;
	char *dup, *p, *save = NULL;
	if (!pids) return 0;
	dup = strdup(pids);
	for (p = strtok_r(dup, ",", &save); p; p = strtok_r(NULL, ",", &save)) {
		char path[64], line[1024];
		snprintf(path, sizeof path, "/proc/%s/stat", p);
		FILE *f = fopen(path, "r");
		if (!f) continue;
		if (fgets(line, sizeof line, f)) {
			char *q = strrchr(line, ')');
			unsigned long ut, st;
			if (q && sscanf(q + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &ut, &st) == 2)
				tot += (double)(ut + st) / sysconf(_SC_CLK_TCK);
		}
		fclose(f);
	}
	free(dup);
	return tot;
}

static double self_cpu(double *sys)
{
	struct rusage r;
	getrusage(RUSAGE_SELF, &r);
	if (sys) *sys = r.ru_stime.tv_sec + r.ru_stime.tv_usec / 1e6;
	return r.ru_utime.tv_sec + r.ru_utime.tv_usec / 1e6 + r.ru_stime.tv_sec + r.ru_stime.tv_usec / 1e6;
}

int main(int argc, char **argv)
{
	const char *url = NULL, *dig = "none", *pids = NULL, *name = "iqn.2024-01.example.perf:lperf";
	double secs = 3, warm = 0.5;
	int c;
	while ((c = getopt(argc, argv, "u:m:b:q:t:w:d:p:n:r:")) != -1) switch (c) {
	case 'u': url = optarg; break;
	case 'm': for (int i = 0; i < 4; i++) if (!strcmp(optarg, mode_names[i])) mode = i; break;
	case 'b': iosize = atoi(optarg); break;
	case 'q': depth = atoi(optarg); break;
	case 't': secs = atof(optarg); break;
	case 'w': warm = atof(optarg); break;
	case 'd': dig = optarg; break;
	case 'p': pids = optarg; break;
	case 'r': gap_ns = atof(optarg) > 0 ? 1e9 / atof(optarg) : 0; break;
	case 'n': name = optarg; break;
	default: return 2;
	}
	if (!url) { fprintf(stderr, "need -u\n"); return 2; }
	isc = iscsi_create_context(name);
	struct iscsi_url *u = iscsi_parse_full_url(isc, url);
	if (!u) { fprintf(stderr, "%s\n", iscsi_get_error(isc)); return 1; }
	lun = u->lun;
	iscsi_set_targetname(isc, u->target);
	iscsi_set_session_type(isc, ISCSI_SESSION_NORMAL);
	iscsi_set_header_digest(isc, strcmp(dig, "none") ? ISCSI_HEADER_DIGEST_CRC32C : ISCSI_HEADER_DIGEST_NONE);
#ifdef HAVE_DATA_DIGEST
	iscsi_set_data_digest(isc, !strcmp(dig, "both") ? ISCSI_DATA_DIGEST_CRC32C : ISCSI_DATA_DIGEST_NONE);
#else
	if (!strcmp(dig, "both")) { fprintf(stderr, "no data digest in this library\n"); return 3; }
#endif
	if (iscsi_full_connect_sync(isc, u->portal, lun)) { fprintf(stderr, "login: %s\n", iscsi_get_error(isc)); return 1; }
	struct scsi_task *t = iscsi_readcapacity16_sync(isc, lun);
	struct scsi_readcapacity16 *rc = t ? scsi_datain_unmarshall(t) : NULL;
	if (!rc) { fprintf(stderr, "readcapacity16 failed\n"); return 1; }
	blk = rc->block_length; nblk = rc->returned_lba + 1;
	scsi_free_scsi_task(t);

	struct slot *slots = calloc(depth, sizeof *slots);
	for (int i = 0; i < depth; i++) {
		if (posix_memalign(&slots[i].iov.iov_base, 4096, iosize)) return 1;
		memset(slots[i].iov.iov_base, 0x5a + i, iosize);
		slots[i].iov.iov_len = iosize;
	}
	uint64_t t0 = now_ns();
	t_measure = t0 + (uint64_t)(warm * 1e9);
	t_end = t_measure + (uint64_t)(secs * 1e9);
	double cpu0 = 0, sys0 = 0, tcpu0 = 0; int measuring = 0;
	uint64_t sent = 0, due = t0;
	for (int i = 0; i < depth; i++) {
		if (gap_ns > 0) { slots[i].next_free = free_slots; free_slots = &slots[i]; }
		else submit(&slots[i], now_ns());
	}
	while ((inflight || (gap_ns > 0 && due < t_end)) && !failed) {
		struct timespec wait = { 1, 0 };
		if (gap_ns > 0 && due < t_end) {
			uint64_t t = now_ns();
			while (free_slots && due <= t && due < t_end) {
				struct slot *s = free_slots;
				free_slots = s->next_free;
				submit(s, due);
				due = t0 + (uint64_t)(++sent * gap_ns);
			}
			t = now_ns();
			if (free_slots) wait = (struct timespec){ 0, due > t ? (long)(due - t < 999999999 ? due - t : 999999999) : 0 };
		}
		if (!measuring && now_ns() >= t_measure) { measuring = 1; cpu0 = self_cpu(&sys0); tcpu0 = pid_cpu(pids); }
		struct pollfd pfd = { .fd = iscsi_get_fd(isc), .events = iscsi_which_events(isc) };
		if (ppoll(&pfd, 1, &wait, NULL) < 0) continue;
		if (iscsi_service(isc, pfd.revents) < 0) { fprintf(stderr, "service: %s\n", iscsi_get_error(isc)); failed = 1; }
	}
	double sys1, cpu = self_cpu(&sys1) - cpu0, tcpu = pid_cpu(pids) - tcpu0;
	if (failed) return 1;
	double gb = (double)ios_measured * iosize / 1e9;
	printf("{\"client\":\"libiscsi\",\"mode\":\"%s\",\"bs\":%u,\"qd\":%d,\"dig\":\"%s\",\"iops\":%.0f,\"MBps\":%.1f,"
	       "\"p50us\":%.1f,\"p99us\":%.1f,\"p999us\":%.1f,\"cpu_s\":%.3f,\"sys_s\":%.3f,\"tgt_cpu_s\":%.3f,"
	       "\"cpu_per_100k\":%.3f,\"tgt_per_100k\":%.3f,\"cpu_per_GB\":%.3f,\"tgt_per_GB\":%.3f}\n",
	       mode_names[mode], iosize, depth, dig, ios_measured / secs, gb * 1000 / secs,
	       pct(.5), pct(.99), pct(.999), cpu, sys1 - sys0, tcpu,
	       cpu / ios_measured * 1e5, tcpu / ios_measured * 1e5, cpu / gb, tcpu / gb);
	iscsi_logout_sync(isc);
	iscsi_destroy_context(isc);
	return 0;
}
