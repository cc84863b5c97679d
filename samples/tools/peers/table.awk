#!/usr/bin/awk -f
# Prints a Markdown table of the medians of all rounds. Ratios are to nchan in the same round, since the machine's speed changes between
# rounds.
BEGIN { FS = "\t" }

function median(list, n, parts, i, j, t) {
  n = split(list, parts, " ")
  if (n == 0) return ""
  for (i = 2; i <= n; i++) for (j = i; j > 1 && parts[j] + 0 < parts[j - 1] + 0; j--) { t = parts[j]; parts[j] = parts[j - 1]; parts[j - 1] = t }
  return n % 2 ? parts[(n + 1) / 2] : (parts[n / 2] + parts[n / 2 + 1]) / 2
}

function shown(key, format) { return key in values ? sprintf(format, median(values[key])) : "" }

{
  if (!(($2, $3) in known)) { known[$2, $3] = 1; order[++rows] = $2 SUBSEP $3 }
  # The value whose ratio is printed: memory when idle, deliveries/s in a burst, CPU at a fixed rate.
  main[$1, $2, $3] = $2 ~ /idle/ ? $9 : $2 ~ /burst|publish/ ? $4 : $8
  for (i = 4; i <= 10; i++) if ($i != "") values[$2, $3, i] = values[$2, $3, i] " " ($i / (i == 9 ? 1000 : 1))
  bad[$2, $3] += $11
  if ($1 > rounds) rounds = $1
}

END {
  if (!rows) { print "Nothing was measured."; exit 1 }
  print "| scenario | server | deliveries/s | p50 ms | p99 ms | last reader p99 ms | CPU µs/delivery | kB/connection | to nchan | load test, of a core | faults |"
  print "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
  for (r = 1; r <= rows; r++) {
    split(order[r], at, SUBSEP); scenario = at[1]; peer = at[2]; ratios = ""
    for (round = 1; round <= rounds; round++)
      if (main[round, scenario, "nchan"] > 0 && main[round, scenario, peer] != "") ratios = ratios " " main[round, scenario, peer] / main[round, scenario, "nchan"]
    idle = scenario ~ /idle/
    printf "| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %d |\n", scenario, peer,
      idle ? "" : shown(scenario SUBSEP peer SUBSEP 4, "%.0f"), shown(scenario SUBSEP peer SUBSEP 5, "%.2f"), shown(scenario SUBSEP peer SUBSEP 6, "%.2f"),
      shown(scenario SUBSEP peer SUBSEP 7, "%.2f"), shown(scenario SUBSEP peer SUBSEP 8, "%.2f"), idle ? shown(scenario SUBSEP peer SUBSEP 9, "%.1f") : "",
      ratios == "" ? "" : sprintf("%.2f ×", median(ratios)), shown(scenario SUBSEP peer SUBSEP 10, "%.2f"), bad[scenario, peer]
  }
  print ""
  print "Medians of " rounds " round(s). *to nchan*: of the same round, CPU at a fixed rate (less is better), deliveries/s in a burst (more is better), publishes/s of `publish` (more is better, in the column of deliveries), memory when idle (less is better)."
}
