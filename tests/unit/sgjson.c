/* SPDX-License-Identifier: ISC */

/*
 * Security groups out of JSON: each shape, what AWS would not store, what
 * comes twice.  Shapes and values are those of the EC2 API, 2016-11-15.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/diag.h"
#include "rules/sgjson.h"

static char path[] = "/tmp/fl-sgjson.XXXXXX";

/* Adds a file of this text. */
static int
add(struct sgset *set, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	struct jsonfile *j = json_open(path);
	assert_non_null(j);
	int r = sgjson_add(set, j, path);
	json_close(j);
	return r;
}

/* All rules of a set, one a line, as they are shown. */
static void
shows(const struct sgset *set, const char *want)
{
	struct buf b = {0};

	for (size_t i = 0; i < set->nrule; i++) {
		sgset_put(&b, set, &set->rule[i]);
		buf_char(&b, '\n');
	}
	assert_string_equal(buf_cstr(&b), want);
	buf_free(&b);
}

static void
loads(const char *text, const char *want)
{
	struct sgset set;

	sgset_init(&set);
	assert_int_equal(add(&set, text), 0);
	sgset_done(&set);
	shows(&set, want);
	sgset_free(&set);
}

/* The rules of one group sg-1, by permission. */
static void
permits(const char *permissions, const char *want)
{
	struct buf b = {0};

	buf_fmt(&b,
	    "{\"SecurityGroups\":[{\"GroupId\":\"sg-1\","
	    "\"IpPermissions\":[%s]}]}",
	    permissions);
	loads(buf_cstr(&b), want);
	buf_free(&b);
}

static void
test_peers(void **state)
{
	(void)state;
	permits(
	    "{\"IpProtocol\":\"tcp\",\"FromPort\":22,\"ToPort\":23,"
	    "\"IpRanges\":[{\"CidrIp\":\"203.0.113.0/24\",\"Description\":"
	    "\"NY\"},{\"CidrIp\":\"10.0.0.1/32\"}],"
	    "\"Ipv6Ranges\":[{\"CidrIpv6\":\"2001:db8::/64\"}],"
	    "\"PrefixListIds\":[{\"PrefixListId\":\"pl-1\"}],"
	    "\"UserIdGroupPairs\":[{\"GroupId\":\"sg-2\",\"UserId\":\"1\"}]}",
	    "sg-1 ingress tcp 22-23 10.0.0.1/32\n"
	    "sg-1 ingress tcp 22-23 203.0.113.0/24\n"
	    "sg-1 ingress tcp 22-23 2001:db8::/64\n"
	    "sg-1 ingress tcp 22-23 sg-2\n"
	    "sg-1 ingress tcp 22-23 pl-1\n");
}

#define ANY4 "\"IpRanges\":[{\"CidrIp\":\"0.0.0.0/0\"}]}"

/* Ports, types and codes; what has no ports has none, whatever is said. */
static void
test_services(void **state)
{
	(void)state;
	permits("{\"IpProtocol\":\"-1\"," ANY4, "sg-1 ingress all 0.0.0.0/0\n");
	permits("{\"IpProtocol\":\"-1\",\"FromPort\":-1,\"ToPort\":-1," ANY4,
	    "sg-1 ingress all 0.0.0.0/0\n");
	permits("{\"IpProtocol\":\"50\",\"FromPort\":1,\"ToPort\":2," ANY4,
	    "sg-1 ingress esp 0.0.0.0/0\n");
	permits("{\"IpProtocol\":\"6\",\"FromPort\":0,\"ToPort\":65535," ANY4,
	    "sg-1 ingress tcp 0-65535 0.0.0.0/0\n");
	permits("{\"IpProtocol\":\"udp\",\"FromPort\":53,\"ToPort\":53," ANY4,
	    "sg-1 ingress udp 53 0.0.0.0/0\n");
	permits("{\"IpProtocol\":\"icmp\",\"FromPort\":-1,\"ToPort\":-1," ANY4,
	    "sg-1 ingress icmp 0.0.0.0/0\n");
	permits("{\"IpProtocol\":\"icmp\",\"FromPort\":8,\"ToPort\":-1," ANY4,
	    "sg-1 ingress icmp type 8 0.0.0.0/0\n");
	permits("{\"IpProtocol\":\"icmp\",\"FromPort\":3,\"ToPort\":4," ANY4,
	    "sg-1 ingress icmp type 3 code 4 0.0.0.0/0\n");
	permits("{\"IpProtocol\":\"icmpv6\",\"Ipv6Ranges\":[{\"CidrIpv6\":"
		"\"::/0\"}]}",
	    "sg-1 ingress icmpv6 ::/0\n");
}

/* AWS clears host bits. */
static void
test_host_bits(void **state)
{
	(void)state;
	permits("{\"IpProtocol\":\"-1\",\"IpRanges\":[{\"CidrIp\":"
		"\"100.68.0.18/18\"}]}",
	    "sg-1 ingress all 100.68.0.0/18\n");
}

static void
test_egress(void **state)
{
	(void)state;
	loads("[{\"GroupId\":\"sg-1\",\"IpPermissions\":[],"
	      "\"IpPermissionsEgress\":[{\"IpProtocol\":\"-1\"," ANY4 "]}]",
	    "sg-1 egress all 0.0.0.0/0\n");
}

#define ALONE(id, rest)                            \
	"{\"SecurityGroupRuleId\":\"sgr-" id "\"," \
	"\"GroupId\":\"sg-1\",\"IsEgress\":false," \
	"\"IpProtocol\":\"tcp\",\"FromPort\":443," \
	"\"ToPort\":443," rest "}"

static void
test_alone(void **state)
{
	(void)state;
	loads("{\"SecurityGroupRules\":[" ALONE("1",
		  "\"CidrIpv4\":\"10.0.0.0/16\"") "," ALONE("2",
		  "\"CidrIpv6\":\"::/0\"") "," ALONE("3",
		  "\"PrefixListId\":\"pl-1\"") "," ALONE("4",
		  "\"ReferencedGroupInfo\":{\"GroupId\":\"sg-1\"}") "]}",
	    "sg-1 ingress tcp 443 10.0.0.0/16\n"
	    "sg-1 ingress tcp 443 ::/0\n"
	    "sg-1 ingress tcp 443 sg-1\n"
	    "sg-1 ingress tcp 443 pl-1\n");
}

/* What fl-sgrules writes: no id yet, and who the group is for. */
static void
test_members(void **state)
{
	struct sgset set;

	(void)state;
	sgset_init(&set);
	assert_int_equal(
	    add(&set,
		"{\"Incomplete\":\"cut\",\"SecurityGroups\":[{\"GroupName\":"
		"\"fl-10.0.0.9\",\"IpPermissions\":[],\"IpPermissionsEgress\":"
		"[],\"Members\":[\"10.0.0.9\",\"2001:db8::/64\"]}]}"),
	    0);
	sgset_done(&set);
	assert_string_equal(set.why, "cut");
	assert_int_equal(set.ngroup, 1);
	assert_string_equal(set.group[0].id, "fl-10.0.0.9");
	assert_int_equal(set.group[0].nmember, 2);
	assert_int_equal(set.group[0].member[1].len, 64);
	assert_int_equal(sgset_find(&set, "fl-10.0.0.9"), 0);
	sgset_free(&set);
}

/* A whole group is void once it comes again; rules alone add to it. */
static void
test_again(void **state)
{
	static const char *const whole =
	    "[{\"GroupId\":\"sg-1\",\"IpPermissions\":[{\"IpProtocol\":\"%d\","
	    "\"IpRanges\":[{\"CidrIp\":\"10.0.0.1/32\"}]}]}]";
	struct sgset set;
	struct buf b = {0};

	(void)state;
	sgset_init(&set);
	for (int proto = 50; proto < 52; proto++) {
		b.n = 0;
		buf_fmt(&b, whole, proto);
		assert_int_equal(add(&set, buf_cstr(&b)), 0);
	}
	for (int i = 0; i < 2; i++)
		assert_int_equal(add(&set,
				     "[" ALONE("1",
					 "\"CidrIpv4\":\"10.0.0.2/32\"") "]"),
		    0);
	sgset_done(&set);
	assert_int_equal(set.ngroup, 1);
	shows(&set,
	    "sg-1 ingress tcp 443 10.0.0.2/32\n"
	    "sg-1 ingress ah 10.0.0.1/32\n");
	assert_int_equal(set.group[0].n, 2);
	sgset_free(&set);
	buf_free(&b);
}

/* A peering that is gone: the rule is there, and matches nothing. */
static void
test_stale(void **state)
{
	struct sgset set;

	(void)state;
	sgset_init(&set);
	assert_int_equal(
	    add(&set,
		"[{\"GroupId\":\"sg-1\",\"IpPermissions\":[{\"IpProtocol\":"
		"\"-1\",\"UserIdGroupPairs\":[{\"GroupId\":\"sg-2\","
		"\"VpcPeeringConnectionId\":\"pcx-1\",\"PeeringStatus\":"
		"\"deleted\"},{\"GroupId\":\"sg-3\",\"PeeringStatus\":"
		"\"active\"}]}]}]"),
	    0);
	sgset_done(&set);
	assert_true(set.rule[0].stale);
	assert_false(set.rule[1].stale);
	sgset_free(&set);
}

/* What is said, without the tool's name and that of the file. */
static void
refused(const char *text, const char *want)
{
	FILE *said = tmpfile();
	struct sgset set;
	char got[1024];

	assert_non_null(said);
	fflush(stderr);
	int real = dup(STDERR_FILENO);
	dup2(fileno(said), STDERR_FILENO);
	sgset_init(&set);
	int r = add(&set, text);
	sgset_free(&set);
	fflush(stderr);
	dup2(real, STDERR_FILENO);
	close(real);
	rewind(said);
	size_t n = fread(got, 1, sizeof(got) - 1, said);
	fclose(said);
	got[n] = '\0';
	assert_int_equal(r, -1);
	char *at = strstr(got, path);
	assert_non_null(at);
	assert_string_equal(at + strlen(path) + 2, want);
}

#define PERMIT(text) "[{\"GroupId\":\"sg-1\",\"IpPermissions\":[{" text "}]}]"

static void
test_refused(void **state)
{
	(void)state;
	refused("[]", "no security group in it\n");
	refused("{\"SecurityGroups\":[]}", "no security group in it\n");
	refused("[{\"Name\":\"a\",\"ID\":\"sg-1\"}]",
	    "[0]: expected SecurityGroups or SecurityGroupRules, found Name, "
	    "ID\n");
	refused("{\"SecurityGroups\":[{\"IpPermissions\":[]}]}",
	    "SecurityGroups[0].GroupId: expected a string, found nothing\n");
	refused(PERMIT("\"FromPort\":1"),
	    "[0].IpPermissions[0].IpProtocol: expected a string, found "
	    "nothing\n");
	refused(PERMIT("\"IpProtocol\":\"tpc\""),
	    "[0].IpPermissions[0].IpProtocol: not a protocol: \"tpc\"; "
	    "expected tcp, udp, icmp, icmpv6, a number or -1\n");
	refused(PERMIT("\"IpProtocol\":\"tcp\""),
	    "[0].IpPermissions[0].FromPort: expected a whole number, found "
	    "nothing\n");
	refused(PERMIT("\"IpProtocol\":\"tcp\",\"FromPort\":1,"
		       "\"ToPort\":65536"),
	    "[0].IpPermissions[0].ToPort: expected -1 to 65535, found "
	    "65536\n");
	refused(PERMIT("\"IpProtocol\":\"udp\",\"FromPort\":2,\"ToPort\":1"),
	    "[0].IpPermissions[0].ToPort: ports 2 to 1: expected a range\n");
	refused(PERMIT("\"IpProtocol\":\"icmp\",\"FromPort\":-1,\"ToPort\":4"),
	    "[0].IpPermissions[0].ToPort: a code of ICMP without a type\n");
	refused(PERMIT("\"IpProtocol\":\"-1\",\"IpRanges\":[{\"CidrIp\":"
		       "\"::/0\"}]"),
	    "[0].IpPermissions[0].IpRanges[0].CidrIp: not an IPv4 prefix: "
	    "\"::/0\"\n");
	refused(PERMIT("\"IpProtocol\":\"-1\",\"PrefixListIds\":[{}]"),
	    "[0].IpPermissions[0].PrefixListIds[0].PrefixListId: expected a "
	    "string, found nothing\n");
	refused("[" ALONE("1",
		    "\"CidrIpv4\":\"10.0.0.0/16\",\"PrefixListId\":"
		    "\"pl-1\"") "]",
	    "[0]: expected one of CidrIpv4, CidrIpv6, PrefixListId, "
	    "ReferencedGroupInfo, found 2\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_peers),
	    cmocka_unit_test(test_services),
	    cmocka_unit_test(test_host_bits),
	    cmocka_unit_test(test_egress),
	    cmocka_unit_test(test_alone),
	    cmocka_unit_test(test_members),
	    cmocka_unit_test(test_again),
	    cmocka_unit_test(test_stale),
	    cmocka_unit_test(test_refused),
	};

	int fd = mkstemp(path);
	if (fd < 0)
		return 1;
	close(fd);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(path);
	return failed;
}
