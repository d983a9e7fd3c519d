/* SPDX-License-Identifier: ISC */

/*
 * The rows of a Parquet flow log as DuckDB reads them, without those that are
 * no traffic, cells as fl-cat writes them:
 *
 *     NODE_PATH=build/node_modules node parquet.js FILE
 */

const { DuckDBInstance } = require("@duckdb/node-api");

const text = (value) =>
	value === null ? "-" :
	value.micros !== undefined ? String(value.micros / 1000000n) :
	String(value);

async function main(file) {
	const db = await DuckDBInstance.create(":memory:");
	const connection = await db.connect();
	const reader = await connection.runAndReadAll(
	    `FROM read_parquet('${file}') WHERE log_status = 'OK'`);
	for (const row of reader.getRows())
		console.log(row.map(text).join("\t"));
}

main(...process.argv.slice(2));
