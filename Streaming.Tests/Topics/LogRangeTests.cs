using System.Text;
using Streaming.Server.Core.Csv;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

public sealed class LogRangeTests
{
    private static readonly TopicName s_topic = new("a");

    [Fact]
    public async Task A_range_is_read_in_pages_in_both_directions()
    {
        await using var host = await FilledAsync();
        var log = host.Topics.GetLog(s_topic);
        (await PagesAsync(LogRange.Ascending(log, s_topic, 2, 6))).Should().Equal("2 3", "4 5", "6");
        (await PagesAsync(LogRange.Descending(log, s_topic, 2, 6, limit: 3))).Should().Equal("6 5", "4");
        (await PagesAsync(LogRange.Ascending(log, s_topic, 6, 5))).Should().BeEmpty();
        (await PagesAsync(LogRange.Descending(log, s_topic, 6, 5))).Should().BeEmpty();
    }

    [Theory]
    [InlineData(1, "1 2|3 4|5")]
    [InlineData(2, "1 2 3 4|5")]
    [InlineData(16, "1 2 3 4 5")]
    public async Task Pages_are_encoded_while_they_are_read_and_may_be_read_together(int together, string expected)
    {
        await using var host = await FilledAsync();
        var range = LogRange.Ascending(host.Topics.GetLog(s_topic), s_topic, 1, 5);
        range.PageSize = new PageSize(2);
        var pages = new List<string>();
        while (range.HasMore)
        {
            using var page = await EncodedAsync(range, together);
            pages.Add(TextOf(page));
        }

        string.Join('|', pages).Should().Be(expected);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Messages_that_were_read_and_not_sent_are_read_again(bool ascends)
    {
        await using var host = await FilledAsync();
        var log = host.Topics.GetLog(s_topic);
        var range = ascends ? LogRange.Ascending(log, s_topic, 1, 6, limit: 5) : LogRange.Descending(log, s_topic, 1, 6, limit: 5);
        range.PageSize = new PageSize(3);
        using (var page = await EncodedAsync(range, 1))
            range.ReturnTo(ascends ? 2 : 5, unsent: 1);
        using var second = await EncodedAsync(range, 1);
        using var last = await EncodedAsync(range, 1);
        TextOf(second).Should().Be(ascends ? "3 4 5" : "4 3 2");
        last.Count.Should().Be(0, "the range has at most five messages");
    }

    [Fact]
    public async Task Encoding_a_range_fails_if_its_messages_are_trimmed_meanwhile()
    {
        await using var host = await FilledAsync();
        var range = LogRange.Ascending(host.Topics.GetLog(s_topic), s_topic, 1, 6);
        range.PageSize = new PageSize(2);
        using var page = await EncodedAsync(range, 1);
        await host.Topics.TrimAsync(s_topic, before: 5, CancellationToken.None).OrTimeout();
        var refusal = await Assert.ThrowsAsync<RefusalException>(async () => await EncodedAsync(range, 1));
        refusal.Message.Should().Contain("Retention");
    }

    [Fact]
    public async Task Reading_a_range_fails_if_its_messages_are_trimmed_meanwhile()
    {
        await using var host = await FilledAsync();
        var range = LogRange.Ascending(host.Topics.GetLog(s_topic), s_topic, 1, 6);
        range.PageSize = new PageSize(2);
        (await range.ReadPageAsync(readsAhead: false, CancellationToken.None)).Should().HaveCount(2);
        await host.Topics.TrimAsync(s_topic, before: 5, CancellationToken.None).OrTimeout();
        var refusal = await Assert.ThrowsAsync<RefusalException>(
            async () => await range.ReadPageAsync(readsAhead: false, CancellationToken.None));
        refusal.Message.Should().Contain("Retention");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_range_fails_if_the_topic_begins_again_meanwhile(bool encoded)
    {
        await using var host = await FilledAsync();
        var range = LogRange.Ascending(host.Topics.GetLog(s_topic), s_topic, 1, 6);
        range.PageSize = new PageSize(2);
        await ReadAsync();
        await host.Topics.DeleteAsync(s_topic, CancellationToken.None).OrTimeout();
        await host.PublishAsync("a", "a", "b", "c", "d", "e", "f");

        var refusal = await Assert.ThrowsAsync<RefusalException>(ReadAsync);

        refusal.Message.Should().Contain("begun again");

        async Task ReadAsync()
        {
            if (!encoded)
                await range.ReadPageAsync(readsAhead: false, CancellationToken.None);
            else
                (await EncodedAsync(range, 1)).Dispose();
        }
    }

    private static async Task<TopicHost> FilledAsync()
    {
        var host = await TopicHost.StartAsync();
        await host.PublishAsync("a", "1", "2", "3", "4", "5", "6");
        return host;
    }

    private static async Task<List<string>> PagesAsync(LogRange range)
    {
        range.PageSize = new PageSize(2);
        var pages = new List<string>();
        while (await range.ReadPageAsync(readsAhead: false, CancellationToken.None) is { Count: > 0 } page)
            pages.Add(string.Join(' ', page.Select(message => message.Text)));
        return pages;
    }

    private static async Task<EncodedPage> EncodedAsync(LogRange range, int together)
    {
        var page = new EncodedPage(
            new MessageCsv(CsvSettings.Default with { Columns = [CsvColumn.Data] }), isLarge: false);
        await range.ReadEncodedAsync(page, together, CancellationToken.None).AsTask().OrTimeout();
        page.End(endsFile: false);
        return page;
    }

    private static string TextOf(EncodedPage page) =>
        string.Join(' ', Encoding.UTF8.GetString(page.Part(0)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries));
}
