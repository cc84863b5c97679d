using System.Net;
using Streaming.Tests.StreamedResults;
using Streaming.Tests.Support;

namespace Streaming.Tests.Samples;

/// <summary>Tests the sample of a report that is streamed as CSV and as events from a generator.</summary>
[Trait("Category", "Slow")]
public sealed class ReportsTests
{
    [Fact]
    public async Task A_report_streams_as_CSV_and_as_events_that_a_client_resumes()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartProgramAsync(
            Repository.Sample("Streaming.Reports"), folder, "--Access:Open", "true", "--Samples:Ticker", "false");
        foreach (var path in (string[])["/reports/sales?format=csv&count=5", "/reports/sales.csv?count=5"])
        {
            using var response = await server.Client.OpenAsync(path);
            response.Content.Headers.ContentDisposition!.FileName!.Trim('"').Should().Be("sales.csv");
            Csv.Parse(await response.Content.ReadAsStringAsync().OrTimeout()).Select(row => string.Join('|', row)).Should().Equal(
                "Order|Day|Customer|Items|Total",
                "A-00001|2026-01-02|Grace Hopper|2|1.25",
                "A-00002|2026-01-03|'=cmd|'/c calc'!A1|3|2.50",
                "A-00003|2026-01-04|Zoë & Sons, Ltd.|4|3.75",
                "A-00004|2026-01-05|Ada Lovelace|5|5.00",
                "A-00005|2026-01-06|Grace Hopper|6|6.25");
        }

        (await server.Client.GetStringAsync("/reports/sales?format=ndjson&count=2").OrTimeout()).Should()
            .StartWith("{\"order\":\"A-00001\",").And.EndWith("\n");

        foreach (var path in (string[])["/reports/sales?count=4", "/reports/sales/events?count=4&pause=1"])
        {
            await using (var events = await EventStream.OpenAsync(server.Client, path))
            {
                var first = (await events.NextAsync())!;
                (first.Id, first.Type).Should().Be(("1", "sale"));
            }

            await using (var resumed = await EventStream.OpenAsync(server.Client, path, lastEventId: "2"))
                (await resumed.TakeAsync(2)).Select(each => each.Id).Should().Equal("3", "4");
            using var ended = await server.Client.OpenAsync(path, ("Accept", "text/event-stream"), ("Last-Event-ID", "4"));
            ended.StatusCode.Should().Be(HttpStatusCode.NoContent);
        }
    }
}
