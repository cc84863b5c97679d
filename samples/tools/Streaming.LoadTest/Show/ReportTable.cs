using System.Globalization;
using System.Runtime.CompilerServices;
using Spectre.Console;
using Streaming.LoadTest.Runs;

namespace Streaming.LoadTest.Show;

/// <summary>Prints the results of a run as a table, with a histogram of the times and the errors.</summary>
internal static class ReportTable
{
    public static void Write(IAnsiConsole console, Report report)
    {
        var table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumn("what")
            .AddColumn(new TableColumn("value").RightAligned());
        foreach (var (name, value, isBad) in Rows(report))
            table.AddRow(new Text(name), new Text(value, isBad ? new Style(Color.Red) : Style.Plain));
        console.Write(table);
        if ((report.Latency ?? report.Acknowledgement ?? report.Download)?.Source is { } source)
            TextHistogram.Write(console, report.Latency is not null ? "Latency" : report.Acknowledgement is not null ? "Acknowledgement"
                : "Download", source);
        foreach (var warning in report.Warnings)
            console.MarkupLineInterpolated($"[yellow]{warning}[/]");
        foreach (var failure in report.Failures)
            console.MarkupLineInterpolated($"[red]{failure}[/]");
        console.MarkupLine(report.IsGood ? "[green]No errors.[/]" : "[red]The run had errors.[/]");
    }

    private static IEnumerable<(string Name, string Value, bool IsBad)> Rows(Report r)
    {
        yield return ("connections", Text($"{r.Connections:N0}"), false);
        if (r.FailedConnections > 0)
            yield return ("failed connections", Text($"{r.FailedConnections:N0}"), true);
        if (r.ClosedEarly > 0)
            yield return ("closed by the server", Text($"{r.ClosedEarly:N0}"), true);
        if (r.ConnectSeconds > 0 && r.Command is "sse" or "websocket")
            yield return ("connected in", Text($"{r.ConnectSeconds:0.00} s"), false);
        if (r.Published > 0)
            yield return ("published", Text($"{r.Published:N0} ({r.PublishedPerSecond:N0}/s)"), false);
        if (r.PublishErrors > 0)
            yield return ("publish errors", Text($"{r.PublishErrors:N0}"), true);
        if (r.Expected > 0)
        {
            yield return ("delivered", Text($"{r.Delivered:N0} of {r.Expected:N0}"), r.Delivered < r.Expected);
            yield return ("lost · duplicates · reordered", Text($"{r.Lost:N0} · {r.Duplicates:N0} · {r.Reordered:N0}"),
                r.Lost + r.Duplicates + r.Reordered > 0);
            if (r.Wrong > 0)
                yield return ("of a wrong topic or damaged", Text($"{r.Wrong:N0}"), true);
            yield return ("deliveries/s", Text($"{r.DeliveriesPerSecond:N0}"), false);
        }

        if (r.Downloads > 0)
            yield return ("rows", Text($"{r.Rows:N0} in {r.Downloads:N0} downloads ({r.RowsPerSecond:N0}/s)"), false);
        yield return ("received", Text($"{r.ReceivedBytes / 1e6:N1} MB ({r.BytesPerSecond / 1e6:N1} MB/s)"), false);
        foreach (var (name, times) in new[] { ("latency", r.Latency), ("last reader", r.LastReader), ("acknowledgement", r.Acknowledgement),
            ("first byte", r.FirstByte), ("download", r.Download) })
        {
            if (times is not null)
                yield return ($"{name} p50 · p90 · p99 · p99.9 · max",
                    Text($"{times.P50:0.00} · {times.P90:0.00} · {times.P99:0.00} · {times.P999:0.00} · {times.Max:0.00} ms"), false);
        }

        if (r.Stalled is { } stalled)
            yield return (Text($"{stalled.Readers} stalled readers"), Stalled(stalled), false);
        if (r.ServerCpuSeconds is { } cpu)
            yield return ("server CPU", Cpu(r, cpu), false);
        if (r.MemoryPerConnection is { } memory)
            yield return ("server memory per connection", Text($"{memory / 1000:N1} kB"), false);
        if (r.ServerMegabytes is { } megabytes)
            yield return ("server memory", Text($"{r.ServerMegabytesBefore:N0} → {megabytes:N0} MB"), false);
        yield return ("load test, busiest process", Text($"{r.BusiestCore * 100:0} % of a core"), false);
    }

    private static string Cpu(Report r, double seconds) =>
        r.ServerMicrosecondsPerDelivery is { } delivery ? Text($"{seconds:0.00} s, {delivery:0.00} µs a delivery")
        : r.ServerMicrosecondsPerPublish is { } publish ? Text($"{seconds:0.00} s, {publish:0.0} µs a message")
        : Text($"{seconds:0.00} s");

    private static string Stalled(StalledResult s) =>
        Text($"{s.CutWhileStalled} cut while stalled, {s.OpenAtEnd} open at the end; {s.Delivered:N0} delivered, {s.Lost:N0} lost, " +
            $"{s.OutOfOrder:N0} out of order");

    private static string Text(ref DefaultInterpolatedStringHandler text) => string.Create(CultureInfo.InvariantCulture, ref text);
}
