/* SPDX-License-Identifier: ISC */

/*
 * The job of the bench for DuckDB, by npm's @duckdb/node-api:
 *
 *     NODE_PATH=build/node_modules node duckdb.js 'logs/*.gz' THREADS OUT
 *     NODE_PATH=build/node_modules node duckdb.js 'pq/*.parquet' THREADS OUT
 *     NODE_PATH=build/node_modules node duckdb.js -w CODEC DIR FILE ...
 *     NODE_PATH=build/node_modules node duckdb.js -V
 *
 * DuckDB is told all it could want to know: delimiter, types, that nothing is
 * quoted.  That an address is in 10.0.0.0/8 is asked of its text, which is
 * cheaper than any address type.  Without a pattern it only starts.  -w writes
 * each log to DIR as Parquet, with AWS's names.
 */

const { DuckDBInstance, version } = require("@duckdb/node-api");
const { basename } = require("path");

const columns = {
	version: "INTEGER", account: "VARCHAR", eni: "VARCHAR",
	src: "VARCHAR", dst: "VARCHAR", sport: "INTEGER", dport: "INTEGER",
	proto: "INTEGER", packets: "BIGINT", bytes: "BIGINT",
	start: "BIGINT", "end": "BIGINT", action: "VARCHAR",
	status: "VARCHAR",
};

const types = Object.entries(columns).map(([n, t]) => `'${n}':'${t}'`);

const csv = (pattern, names) => `read_csv('${pattern}', delim = ' ',
    header = true, nullstr = '-', auto_detect = false, quote = '',
    escape = '', columns = {${names}})`;

/* The names that a Parquet file has for those of columns. */
const aws = {
	account: "account_id", eni: "interface_id", src: "srcaddr",
	dst: "dstaddr", sport: "srcport", dport: "dstport",
	proto: "protocol", status: "log_status",
};

const pick = Object.keys(columns).map((n) => `${aws[n] ?? `"${n}"`} AS "${n}"`);

const from = (pattern) => pattern.endsWith(".parquet") ?
    `(SELECT ${pick.join(", ")} FROM read_parquet('${pattern}'))` :
    csv(pattern, types.join(","));

const write = (file, out, codec) => {
	const names = Object.entries(columns)
	    .map(([n, t]) => `'${aws[n] ?? n}':'${t}'`).join(",");
	return `COPY (FROM ${csv(file, names)}) TO '${out}'
	    (FORMAT parquet, CODEC '${codec}')`;
};

const job = (pattern, out) => `
COPY (
    SELECT dst, src, dport, proto, count(*),
        count(*) FILTER (action = 'REJECT'), sum(packets), sum(bytes),
        min("start"), max("end")
    FROM ${from(pattern)}
    WHERE dst LIKE '10.%' AND dport BETWEEN 1 AND 1024
    GROUP BY dst, src, dport, proto
    ORDER BY dst, src, dport, proto
) TO '${out}' (DELIMITER '\t', HEADER false)`;

async function writeAll(codec, dir, ...files) {
	const db = await DuckDBInstance.create(":memory:");
	const connection = await db.connect();
	for (const file of files)
		await connection.run(write(file,
		    `${dir}/${basename(file, ".gz")}.parquet`, codec));
}

async function main(pattern, threads, out, ...files) {
	if (pattern === "-w") {
		await writeAll(threads, out, ...files);
		return;
	}
	if (pattern === "-V") {
		console.log(version());
		return;
	}
	const db = await DuckDBInstance.create(":memory:", { threads });
	const connection = await db.connect();
	if (out !== undefined)
		await connection.run(job(pattern, out));
}

main(...process.argv.slice(2));
