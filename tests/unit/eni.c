/* SPDX-License-Identifier: ISC */

/* Interfaces out of JSON: all of an interface, what may be missing, pages. */

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
#include "rules/eni.h"

static char path[] = "/tmp/fl-eni.XXXXXX";

static int
load(struct enis *all, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	return eni_load(all, path);
}

static struct slice
s(const char *text)
{
	return slice_str(text);
}

static void
has_addr(const struct eni *e, size_t i, const char *text, enum eni_way way)
{
	char got[PREFIX_MAX + 1];

	assert_true(i < e->naddr);
	*prefix_print(got, e->addr[i].prefix) = '\0';
	assert_string_equal(got, text);
	assert_int_equal(e->addr[i].way, way);
}

/* As the EC2 API, 2016-11-15, says it of an interface with all there is. */
static void
test_all(void **state)
{
	struct enis *all = eni_new();

	(void)state;
	assert_int_equal(
	    load(all,
		"{\"NetworkInterfaces\":[{\"NetworkInterfaceId\":\"eni-1\","
		"\"VpcId\":\"vpc-1\",\"SubnetId\":\"subnet-1\","
		"\"InterfaceType\":\"interface\",\"Status\":\"in-use\","
		"\"RequesterManaged\":true,\"Description\":\"d\","
		"\"Association\":{\"PublicIp\":\"203.0.113.1\"},"
		"\"Attachment\":{\"InstanceId\":\"i-1\",\"DeviceIndex\":0},"
		"\"Groups\":[{\"GroupId\":\"sg-2\",\"GroupName\":\"two\"},"
		"{\"GroupId\":\"sg-1\",\"GroupName\":\"one\"}],"
		"\"Ipv4Prefixes\":[{\"Ipv4Prefix\":\"10.0.2.0/28\"}],"
		"\"Ipv6Addresses\":[{\"Ipv6Address\":\"2001:db8::1\"}],"
		"\"Ipv6Prefixes\":[{\"Ipv6Prefix\":\"2001:db8:1::/80\"}],"
		"\"PrivateIpAddress\":\"10.0.1.9\",\"PrivateIpAddresses\":["
		"{\"Primary\":false,\"PrivateIpAddress\":\"10.0.1.8\","
		"\"Association\":{\"PublicIp\":\"203.0.113.2\","
		"\"CarrierIp\":\"155.146.1.1\"}},"
		"{\"Primary\":true,\"PrivateIpAddress\":\"10.0.1.9\","
		"\"Association\":{\"PublicIp\":\"203.0.113.1\"}}],"
		"\"TagSet\":[{\"Key\":\"env\",\"Value\":\"x\"},"
		"{\"Key\":\"Name\",\"Value\":\"web 1\"}]}]}"),
	    0);
	eni_done(all);
	assert_int_equal(eni_count(all), 1);
	const struct eni *e = eni_at(all, 0);
	assert_ptr_equal(eni_find(all, s("eni-1")), e);
	assert_null(eni_find(all, s("eni-")));
	assert_null(eni_find(all, s("eni-10")));
	assert_string_equal(e->id, "eni-1");
	assert_string_equal(e->vpc, "vpc-1");
	assert_string_equal(e->subnet, "subnet-1");
	assert_string_equal(e->instance, "i-1");
	assert_string_equal(e->name, "web 1");
	assert_string_equal(e->type, "interface");
	assert_string_equal(e->status, "in-use");
	assert_true(e->managed);
	assert_int_equal(e->ngroup, 2);
	assert_string_equal(e->group[0].id, "sg-1");
	assert_string_equal(e->group[0].name, "one");
	assert_string_equal(e->group[1].id, "sg-2");
	assert_int_equal(e->naddr, 8);
	has_addr(e, 0, "10.0.1.9", ENI_PRIVATE);
	has_addr(e, 1, "10.0.1.8", ENI_PRIVATE);
	has_addr(e, 2, "203.0.113.2", ENI_PUBLIC);
	has_addr(e, 3, "155.146.1.1", ENI_PUBLIC);
	has_addr(e, 4, "203.0.113.1", ENI_PUBLIC);
	has_addr(e, 5, "2001:db8::1", ENI_PRIVATE);
	has_addr(e, 6, "10.0.2.0/28", ENI_DELEGATED);
	has_addr(e, 7, "2001:db8:1::/80", ENI_DELEGATED);
	eni_free(all);
}

static void
named(const char *members, const char *name, const char *type)
{
	struct enis *all = eni_new();
	char text[512];

	snprintf(text, sizeof(text), "[{\"NetworkInterfaceId\":\"eni-1\"%s}]",
	    members);
	assert_int_equal(load(all, text), 0);
	eni_done(all);
	assert_string_equal(eni_at(all, 0)->name, name);
	assert_string_equal(eni_at(all, 0)->type, type);
	eni_free(all);
}

static void
test_names(void **state)
{
	(void)state;
	named("", "", "");
	named(",\"TagSet\":[],\"Description\":\"\",\"Attachment\":{}", "", "");
	named(",\"Description\":null,\"Attachment\":{\"InstanceId\":\"i-1\"}",
	    "i-1", "");
	named(",\"Description\":\"d\",\"Attachment\":{\"InstanceId\":\"i-1\"}",
	    "d", "");
	named(",\"Description\":\"d\",\"TagSet\":[{\"Key\":\"Name\","
	      "\"Value\":\"\"}]",
	    "d", "");
	named(",\"Description\":\"d\",\"TagSet\":[{\"Key\":\"name\","
	      "\"Value\":\"n\"}]",
	    "d", "");
	named(",\"InterfaceType\":\"natGateway\"", "", "nat_gateway");
	named(",\"InterfaceType\":\"nat_gateway\"", "", "nat_gateway");
}

/* Several files; one that comes again counts as it came last. */
static void
test_again(void **state)
{
	struct enis *all = eni_new();

	(void)state;
	assert_int_equal(
	    load(all,
		"{\"NextToken\":\"t\",\"NetworkInterfaces\":["
		"{\"NetworkInterfaceId\":\"eni-2\",\"VpcId\":\"vpc-old\"},"
		"{\"NetworkInterfaceId\":\"eni-3\"}]}"),
	    0);
	assert_int_equal(
	    load(all,
		"{\"NetworkInterfaces\":["
		"{\"NetworkInterfaceId\":\"eni-1\"},"
		"{\"NetworkInterfaceId\":\"eni-2\",\"VpcId\":\"vpc-new\"}]}"),
	    0);
	eni_done(all);
	assert_int_equal(diag_status(), DIAG_OK);
	assert_int_equal(eni_count(all), 3);
	assert_string_equal(eni_find(all, s("eni-2"))->vpc, "vpc-new");
	assert_string_equal(eni_find(all, s("eni-3"))->vpc, "");
	eni_free(all);
}

static void
test_last_page(void **state)
{
	struct enis *all = eni_new();

	(void)state;
	assert_int_equal(load(all,
			     "{\"NextToken\":\"t\",\"NetworkInterfaces\":[]}"),
	    0);
	eni_done(all);
	assert_int_equal(diag_status(), DIAG_SKIPPED);
	assert_int_equal(eni_count(all), 0);
	assert_null(eni_find(all, s("eni-1")));
	eni_free(all);
}

/* From here on the exit status is 2. */
static void
test_wrong(void **state)
{
	static const char *const bad[] = {
	    "{}",
	    "[{}]",
	    "{\"NetworkInterfaces\":[{}]}",
	    "[{\"NetworkInterfaceId\":1}]",
	    "[{\"NetworkInterfaceId\":\"i-1\"}]",
	    "[{\"NetworkInterfaceId\":\"eni-1\",\"VpcId\":1}]",
	    "[{\"NetworkInterfaceId\":\"eni-1\",\"VpcId\":\"vpc-1 \"}]",
	    "[{\"NetworkInterfaceId\":\"eni-1\",\"Groups\":[{\"GroupId\":\"$(id)\"}]}]",
	    "[{\"NetworkInterfaceId\":\"eni-1\",\"RequesterManaged\":\"no\"}]",
	    "[{\"NetworkInterfaceId\":\"eni-1\",\"PrivateIpAddress\":\"10.0.0\"}]",
	    "[{\"NetworkInterfaceId\":\"eni-1\",\"Groups\":[{}]}]",
	    "[{\"NetworkInterfaceId\":\"eni-1\",\"Groups\":{}}]",
	    "[{\"NetworkInterfaceId\":\"eni-1\",\"Groups\":[\"sg-1\"]}]",
	    "[{\"NetworkInterfaceId\":\"eni-1\",\"TagSet\":[{\"Value\":\"x\"}]}]",
	    "[{\"NetworkInterfaceId\":\"eni-1\",\"Association\":[]}]",
	    "[{\"NetworkInterfaceId\":\"eni-1\",\"Attachment\":{\"InstanceId\":0}}]",
	    "[{\"NetworkInterfaceId\":\"eni-1\",\"Ipv6Addresses\":[7]}]",
	    "[{\"NetworkInterfaceId\":\"eni-1\",\"Ipv4Prefixes\":[{\"Ipv4Prefix\":\"10.0.0.1/28\"}]}]",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct enis *all = eni_new();
		assert_int_equal(load(all, bad[i]), -1);
		eni_free(all);
	}
	assert_int_equal(diag_status(), DIAG_LOST);
	eni_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_all),
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_again),
	    cmocka_unit_test(test_last_page),
	    cmocka_unit_test(test_wrong),
	};

	assert_true(mkstemp(path) != -1);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(path);
	return failed;
}
