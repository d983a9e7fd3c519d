/* SPDX-License-Identifier: ISC */

/*
 * service.h: the table's order, the search against a walk over the same
 * rows, and what must be in it: service ports above 1023, insecure ones, the
 * console's types.
 */

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "value/proto.h"
#include "value/service.h"

enum {
	TCP = 1,
	UDP = 2,
	BOTH = 3
};

static const struct row {
	unsigned int first, last, protos;
	bool insecure;
	const char *name, *console;
} row[] = {
#define SERVICE(first, last, protos, name, console) \
	{first, last, protos, false, name, console},
#define INSECURE(first, last, protos, name, console) \
	{first, last, protos, true, name, console},
#define ALIAS(port, name)
#include "value/service.def"
#undef SERVICE
#undef INSECURE
#undef ALIAS
};

static const struct alias {
	int port;
	const char *name;
} alias[] = {
#define SERVICE(first, last, protos, name, console)
#define INSECURE(first, last, protos, name, console)
#define ALIAS(port, name) {port, name},
#include "value/service.def"
#undef SERVICE
#undef INSECURE
#undef ALIAS
};

/* Sorted, disjoint, or the same ports for TCP and then for UDP. */
static void
order(void **state)
{
	(void)state;
	for (size_t i = 0; i < nitems(row); i++) {
		const struct row *a = &row[i], *b = &row[i + 1];

		assert_true(a->first <= a->last && a->last <= 65535);
		assert_true(a->console == NULL || a->protos != BOTH);
		for (const char *p = a->name; *p != '\0'; p++)
			assert_true(isgraph((unsigned char)*p) &&
			    !isupper((unsigned char)*p));
		if (i + 1 == nitems(row) || b->first > a->last)
			continue;
		if (b->first != a->first || b->last != a->last ||
		    a->protos != TCP || b->protos != UDP)
			fail_msg("%s and %s at %u", a->name, b->name, b->first);
	}
}

static const struct row *
walk(unsigned int proto, unsigned int port)
{
	for (size_t i = 0; i < nitems(row); i++)
		if (row[i].protos & proto && row[i].first <= port &&
		    port <= row[i].last)
			return &row[i];
	return NULL;
}

static void
search(void **state)
{
	static const uint64_t number[] = {[TCP] = PROTO_TCP, [UDP] = PROTO_UDP};

	(void)state;
	for (unsigned int proto = TCP; proto <= UDP; proto++) {
		for (unsigned int port = 0; port <= 65536; port++) {
			const struct row *r = walk(proto, port);
			const struct service *s = service_at(number[proto],
			    port);

			if (r == NULL) {
				assert_null(s);
				continue;
			}
			assert_non_null(s);
			assert_string_equal(s->name, r->name);
			assert_int_equal(s->port, r->first);
			assert_int_equal(s->last, r->last);
			assert_int_equal(s->insecure, r->insecure);
			assert_int_equal(s->tcp | s->udp << 1, r->protos);
		}
	}
	assert_null(service_at(PROTO_ICMP, 22));
	assert_null(service_at(132, 22));
	assert_null(service_at(PROTO_TCP, UINT64_MAX));
}

/* The protocols that the table has for a port. */
static unsigned int
protos(unsigned int port, bool insecure)
{
	const struct service *t = service_at(PROTO_TCP, port);
	const struct service *u = service_at(PROTO_UDP, port);

	return (t != NULL && (!insecure || t->insecure) ? TCP : 0) |
	    (u != NULL && (!insecure || u->insecure) ? UDP : 0);
}

/*
 * Ports above 1023 that must not be taken for a client's; UDP ones more are
 * allowed.
 */
static void
high(void **state)
{
	static const struct {
		unsigned int first, last, protos;
	} t[] = {
	    {1080, 1080, TCP},
	    {1194, 1194, UDP},
	    {1433, 1433, TCP},
	    {1434, 1434, UDP},
	    {1521, 1521, TCP},
	    {2484, 2484, TCP},
	    {1645, 1646, UDP},
	    {1812, 1813, UDP},
	    {1701, 1701, UDP},
	    {1723, 1723, TCP},
	    {1883, 1883, TCP},
	    {8883, 8883, TCP},
	    {2049, 2049, TCP},
	    {2181, 2182, TCP},
	    {2375, 2377, TCP},
	    {2379, 2380, TCP},
	    {2525, 2525, TCP},
	    {3000, 3000, TCP},
	    {3128, 3128, TCP},
	    {3260, 3260, TCP},
	    {3268, 3269, TCP},
	    {3306, 3306, TCP},
	    {33060, 33060, TCP},
	    {3389, 3389, BOTH},
	    {3478, 3478, UDP},
	    {4040, 4040, TCP},
	    {4317, 4318, TCP},
	    {4333, 4333, TCP},
	    {4443, 4444, TCP},
	    {6443, 6443, TCP},
	    {6660, 6669, TCP},
	    {7199, 7199, TCP},
	    {7077, 7077, TCP},
	    {8086, 8089, TCP},
	    {4000, 4001, TCP},
	    {4222, 4222, TCP},
	    {6222, 6222, TCP},
	    {8222, 8222, TCP},
	    {4369, 4369, TCP},
	    {4500, 4500, UDP},
	    {4505, 4506, TCP},
	    {4646, 4648, TCP},
	    {4789, 4789, UDP},
	    {8472, 8472, UDP},
	    {5000, 5001, TCP},
	    {5044, 5044, TCP},
	    {5060, 5061, TCP},
	    {5201, 5201, TCP},
	    {5353, 5353, UDP},
	    {5432, 5432, TCP},
	    {5439, 5439, TCP},
	    {5555, 5555, TCP},
	    {5601, 5601, TCP},
	    {5671, 5672, TCP},
	    {5800, 5800, TCP},
	    {5900, 5903, TCP},
	    {5984, 5984, TCP},
	    {5985, 5986, TCP},
	    {6000, 6007, TCP},
	    {6081, 6081, UDP},
	    {6379, 6380, TCP},
	    {16379, 16379, TCP},
	    {6514, 6514, TCP},
	    {7000, 7001, TCP},
	    {7473, 7474, TCP},
	    {7687, 7687, TCP},
	    {8000, 8090, TCP},
	    {8182, 8182, TCP},
	    {8125, 8125, UDP},
	    {8140, 8140, TCP},
	    {8161, 8161, TCP},
	    {8200, 8201, TCP},
	    {8300, 8302, TCP},
	    {8500, 8502, TCP},
	    {8600, 8600, TCP},
	    {8443, 8443, TCP},
	    {8530, 8531, TCP},
	    {8888, 8889, TCP},
	    {9000, 9001, TCP},
	    {9042, 9042, TCP},
	    {9142, 9142, TCP},
	    {9090, 9091, TCP},
	    {9093, 9094, TCP},
	    {9092, 9098, TCP},
	    {9100, 9100, TCP},
	    {9182, 9182, TCP},
	    {9160, 9160, TCP},
	    {9200, 9200, TCP},
	    {9300, 9300, TCP},
	    {9418, 9418, TCP},
	    {9443, 9443, TCP},
	    {9999, 10000, TCP},
	    {10050, 10051, TCP},
	    {10250, 10259, TCP},
	    {11211, 11211, BOTH},
	    {15672, 15672, TCP},
	    {25672, 25672, TCP},
	    {26379, 26379, TCP},
	    {27017, 27019, TCP},
	    {28015, 28015, TCP},
	    {50000, 50070, TCP},
	    {61613, 61617, TCP},
	};

	(void)state;
	for (size_t i = 0; i < nitems(t); i++)
		for (unsigned int p = t[i].first; p <= t[i].last; p++)
			if ((protos(p, false) & t[i].protos) != t[i].protos)
				fail_msg("port %u", p);
	for (unsigned int p = 32768; p <= 65535; p++)
		assert_false(protos(p, false) & UDP);
}

/* Exactly these are marked as commonly insecure. */
static void
insecure(void **state)
{
	static const struct {
		unsigned int first, last, protos;
	} t[] = {
	    {7, 7, BOTH},
	    {9, 9, BOTH},
	    {13, 13, BOTH},
	    {17, 17, BOTH},
	    {19, 19, BOTH},
	    {20, 21, TCP},
	    {23, 23, TCP},
	    {25, 25, TCP},
	    {69, 69, UDP},
	    {79, 80, TCP},
	    {109, 110, TCP},
	    {111, 111, BOTH},
	    {113, 113, BOTH},
	    {119, 119, TCP},
	    {135, 135, TCP},
	    {137, 138, UDP},
	    {139, 139, TCP},
	    {143, 143, TCP},
	    {161, 162, UDP},
	    {177, 177, UDP},
	    {389, 389, TCP},
	    {445, 445, TCP},
	    {512, 513, TCP},
	    {514, 514, BOTH},
	    {540, 540, TCP},
	    {873, 873, TCP},
	    {1099, 1099, TCP},
	    {1900, 1900, UDP},
	    {2049, 2049, TCP},
	    {2375, 2375, TCP},
	    {3389, 3389, BOTH},
	    {5060, 5060, BOTH},
	    {5800, 5800, TCP},
	    {5900, 5903, TCP},
	    {5985, 5985, TCP},
	    {6000, 6007, TCP},
	    {6379, 6379, TCP},
	    {8080, 8080, TCP},
	    {11211, 11211, BOTH},
	};
	unsigned int want[65536] = {0};

	(void)state;
	for (size_t i = 0; i < nitems(t); i++)
		for (unsigned int p = t[i].first; p <= t[i].last; p++)
			want[p] = t[i].protos;
	for (unsigned int p = 0; p <= 65535; p++)
		if (protos(p, true) != want[p])
			fail_msg("port %u", p);
}

static void
console(void **state)
{
	static const struct {
		uint64_t proto, port;
		const char *type;
	} t[] = {
	    {6, 22, "SSH"},
	    {6, 25, "SMTP"},
	    {17, 53, "DNS (UDP)"},
	    {6, 53, "DNS (TCP)"},
	    {6, 80, "HTTP"},
	    {6, 110, "POP3"},
	    {6, 143, "IMAP"},
	    {6, 389, "LDAP"},
	    {6, 443, "HTTPS"},
	    {6, 445, "SMB"},
	    {6, 465, "SMTPS"},
	    {6, 993, "IMAPS"},
	    {6, 995, "POP3S"},
	    {6, 1433, "MSSQL"},
	    {6, 2049, "NFS"},
	    {6, 3306, "MYSQL/Aurora"},
	    {6, 3389, "RDP"},
	    {6, 5439, "Redshift"},
	    {6, 5432, "PostgreSQL"},
	    {6, 1521, "Oracle-RDS"},
	    {6, 5985, "WinRM-HTTP"},
	    {6, 5986, "WinRM-HTTPS"},
	    {6, 2007, "Elastic Graphics"},
	};
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		const struct service *s = service_at(t[i].proto, t[i].port);

		assert_non_null(s);
		assert_string_equal(s->console, t[i].type);
		assert_int_equal(s->port, s->last);
	}
	for (size_t i = 0; i < nitems(row); i++)
		n += row[i].console != NULL;
	assert_int_equal(n, nitems(t));
}

static void
names(void **state)
{
	static const struct alias t[] = {{22, "ssh"}, {22, "SSH"},
	    {443, "https"}, {53, "dns"}, {53, "domain"}, {123, "ntp"},
	    {5432, "postgresql"}, {5432, "Postgres"}, {514, "syslog"},
	    {8080, "http-alt"}, {27017, "mongodb"}, {9092, "kafka"},
	    {3389, "rdp"}, {445, "smb"}};
	static const char *const bad[] = {"", "-", "ss", "sshh", " ssh", "22"};

	(void)state;
	for (size_t i = 0; i < nitems(t); i++)
		assert_int_equal(service_port(slice_str(t[i].name)), t[i].port);
	for (size_t i = 0; i < nitems(bad); i++)
		assert_int_equal(service_port(slice_str(bad[i])), -1);
	assert_int_equal(service_port((struct slice){NULL, 0}), -1);
	assert_int_equal(service_port((struct slice){"ssh", 4}), -1);

	/* Aliases are unique, and names of nothing else. */
	for (size_t i = 0; i < nitems(alias); i++) {
		assert_int_equal(service_port(slice_str(alias[i].name)),
		    alias[i].port);
		assert_int_not_equal(protos(alias[i].port, false), 0);
		for (size_t k = 0; k < nitems(row); k++)
			assert_string_not_equal(row[k].name, alias[i].name);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(alias[k].name, alias[i].name);
	}
}

static void
words(void **state)
{
	size_t n = 0;

	(void)state;
	for (const char *w; (w = service_word(n)) != NULL; n++)
		assert_true(service_port(slice_str(w)) >= 0);
	assert_int_equal(n, nitems(row) + nitems(alias));
}

/* The lowest row of a protocol that does not end before the port. */
static void
next(void **state)
{
	(void)state;
	for (uint64_t port = 0; port <= 65536; port++) {
		for (unsigned int p = TCP; p <= UDP; p++) {
			const struct service *s = service_next(p == TCP ? 6 :
									  17,
			    port);
			size_t i = 0;

			while (i < nitems(row) &&
			    ((row[i].protos & p) == 0 || row[i].last < port))
				i++;
			assert_int_equal(s != NULL, i < nitems(row));
			if (s == NULL)
				continue;
			assert_int_equal(s->port, row[i].first);
			assert_string_equal(s->name, row[i].name);
		}
	}
	assert_null(service_next(1, 0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(next),
	    cmocka_unit_test(order),
	    cmocka_unit_test(search),
	    cmocka_unit_test(high),
	    cmocka_unit_test(insecure),
	    cmocka_unit_test(console),
	    cmocka_unit_test(names),
	    cmocka_unit_test(words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
