// Reads a Parquet file with a reader that others wrote, and prints its rows as JSON: instants as China's clocks show
// them, big numbers as texts.
import { asyncBufferFromFile, parquetReadObjects, parquetMetadataAsync } from "hyparquet"

const file = await asyncBufferFromFile(process.argv[2])
const metadata = await parquetMetadataAsync(file)
const codecs = [...new Set(metadata.row_groups.flatMap(g => g.columns.map(c => c.meta_data.codec)))]
const rows = await parquetReadObjects({ file, metadata })
const said = (name, v) => {
  if (v === null || v === undefined) return null
  if (v instanceof Date) return new Date(v.getTime() + 8 * 3600_000).toISOString().slice(0, 19) + "+08:00"
  if (typeof v === "bigint") return Number(v)
  return v
}
process.stdout.write(JSON.stringify({
  codecs,
  rows: rows.map(r => Object.fromEntries(Object.entries(r).map(([k, v]) => [k, said(k, v)]))),
}))
