using System.Globalization;
using System.IO.Pipelines;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Csv;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Transports.History;
using Streaming.Tests.Support;

namespace Streaming.Tests.History;

public sealed class DownloadPagesTests
{
    private const int Messages = 8_000;
    private const int ClientBytes = 96 * 1024;

    private static readonly TopicName s_topic = new("a");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_becomes_slow_receives_each_message_once(bool ascends)
    {
        await using var host = await TopicHost.StartAsync();
        var texts = Enumerable.Range(1, Messages).Select(i => i.ToString("D100", CultureInfo.InvariantCulture)).ToArray();
        await host.PublishAsync("a", texts);
        var log = host.Topics.GetLog(s_topic);
        var range = ascends ? LogRange.Ascending(log, s_topic, 1, Messages) : LogRange.Descending(log, s_topic, 1, Messages);
        using var limits = new PageLimits();
        var client = new Pipe(new PipeOptions(pauseWriterThreshold: ClientBytes, resumeWriterThreshold: 1));
        var sending = SendAsync(range, limits, client.Writer);

        // The client accepts no more than these bytes at first. The download then gives its large pages to others.
        var first = await client.Reader.ReadAtLeastAsync(ClientBytes).AsTask().OrTimeout();
        client.Reader.AdvanceTo(first.Buffer.Start, first.Buffer.Start);
        await Eventually.BecomesAsync(() => Task.FromResult(limits.LargeReads.Held), held => held == 0);
        var received = await new StreamReader(client.Reader.AsStream()).ReadToEndAsync().OrTimeout();
        await sending.OrTimeout();

        received.Split("\r\n").Should().Equal(["data", .. ascends ? texts : texts.Reverse(), ""]);
        limits.LargeReads.Held.Should().Be(0);
        limits.Downloads.Held.Should().Be(0);
    }

    private static async Task SendAsync(LogRange range, PageLimits limits, PipeWriter output)
    {
        var csv = new MessageCsv(CsvSettings.Default with { Columns = [CsvColumn.Data] });
        await using (var pages = new DownloadPages(range, limits, csv))
        {
            for (var count = 1; count > 0;)
            {
                var page = await pages.ReadAsync(CancellationToken.None);
                count = page.Count;
                await pages.SendAsync(page, output, CancellationToken.None);
            }
        }

        await output.CompleteAsync();
    }
}
