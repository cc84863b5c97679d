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
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(16)]
    public async Task Pages_that_are_read_together_are_returned_one_by_one(int together)
    {
        await using var host = await FilledAsync();
        var log = host.Topics.GetLog(s_topic);
        (await PagesAsync(LogRange.Ascending(log, s_topic, 1, 5), together)).Should().Equal("1 2", "3 4", "5");
        (await PagesAsync(LogRange.Descending(log, s_topic, 2, 6, limit: 4), together)).Should().Equal("6 5", "4 3");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Messages_that_were_read_and_forgotten_are_read_again(bool readsAhead)
    {
        await using var host = await FilledAsync();
        var range = LogRange.Ascending(host.Topics.GetLog(s_topic), s_topic, 1, 6, limit: 5);
        (range.PageSize, range.PagesPerRead) = (new PageSize(2), 2);
        var pages = new List<string>();
        while (await range.ReadPageAsync(readsAhead, CancellationToken.None) is { Count: > 0 } page)
        {
            pages.Add(string.Join(' ', page.Select(message => message.Text)));
            range.ForgetUnreturned();
        }

        pages.Should().Equal("1 2", "3 4", "5");
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

    private static async Task<TopicHost> FilledAsync()
    {
        var host = await TopicHost.StartAsync();
        await host.PublishAsync("a", "1", "2", "3", "4", "5", "6");
        return host;
    }

    private static async Task<List<string>> PagesAsync(LogRange range, int together = 1)
    {
        (range.PageSize, range.PagesPerRead) = (new PageSize(2), together);
        var pages = new List<string>();
        while (await range.ReadPageAsync(readsAhead: false, CancellationToken.None) is { Count: > 0 } page)
            pages.Add(string.Join(' ', page.Select(message => message.Text)));
        return pages;
    }
}
