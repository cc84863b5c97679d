using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

public abstract partial class TopicLogContract
{
    [StoreFact]
    public async Task A_page_is_read_ascending_or_descending_including_both_ends()
    {
        await Log.FillAsync("a", 10);

        (await OffsetsAsync(3, 6)).Should().Equal(3, 4, 5, 6);
        (await OffsetsAsync(6, 3)).Should().Equal(6, 5, 4, 3);
        (await OffsetsAsync(5, 5)).Should().Equal(5);
        (await OffsetsAsync(0, long.MaxValue)).Should().Equal(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        (await OffsetsAsync(long.MaxValue, 0)).Should().Equal(10, 9, 8, 7, 6, 5, 4, 3, 2, 1);
        (await OffsetsAsync(11, 20)).Should().BeEmpty();
        (await Log.PageAsync("unwritten", 1, 10)).Should().BeEmpty();
    }

    [StoreFact]
    public async Task The_number_of_messages_of_a_page_is_bounded()
    {
        await Log.FillAsync("a", 10);

        (await OffsetsAsync(2, 10, messages: 3)).Should().Equal(2, 3, 4);
        (await OffsetsAsync(9, 1, messages: 3)).Should().Equal(9, 8, 7);
    }

    [StoreFact]
    public async Task The_bytes_of_a_page_are_bounded_but_no_page_before_the_end_is_empty()
    {
        var large = new string('x', 1_000);
        await Log.AppendAsync("a", large, large, large, large);

        (await Log.PageAsync("a", 1, 4, bytes: 1)).Select(message => message.Offset).Should().Equal(1);
        (await Log.PageAsync("a", 1, 4, bytes: 1_500)).Select(message => message.Offset).Should().Equal(1, 2);
        (await Log.PageAsync("a", 4, 1, bytes: 1_500)).Select(message => message.Offset).Should().Equal(4, 3);
    }

    [StoreFact]
    public async Task Pages_of_many_topics_are_read_in_one_call_each_as_if_it_were_read_alone()
    {
        var large = new string('x', 1_000);
        await Log.FillAsync("a", 10);
        await Log.AppendAsync("b", large, large, large);
        await Log.FillAsync("c", 5);
        await Log.TrimAsync("c", 4);

        var pages = await Log.ReadManyAsync(
            [Range("c", 1, 5), Range("a", 3, 5), Range("unwritten", 1, 9), Range("b", 1, 3, bytes: 1_500), Range("a", 9, 20),
                Range("a", 1, 10, messages: 2), Range("a", 11, 20)],
            CancellationToken.None).OrTimeout();

        pages.Select(page => page.Select(message => $"{message.Topic}{message.Offset}")).Should().BeEquivalentTo(
            (string[][])[["c4", "c5"], ["a3", "a4", "a5"], [], ["b1", "b2"], ["a9", "a10"], ["a1", "a2"], []],
            options => options.WithStrictOrdering());
        (await Log.ReadManyAsync([], CancellationToken.None).OrTimeout()).Should().BeEmpty();

        static TopicRange Range(string topic, long from, long through, int messages = 1_000, int bytes = 1 << 20) =>
            new(new TopicName(topic), from, through, new PageSize(messages, bytes));
    }

    [StoreFact]
    public async Task Topics_are_listed_by_name_page_by_page()
    {
        foreach (var name in (string[])["b", "a:2", "Z", "a", "a:1", "_x"])
            await Log.AppendAsync(name, "1", "2");
        await Log.StateAsync("never:written");

        var names = new List<string>();
        TopicName? after = null;
        while (await Log.ListAsync(after, 2, CancellationToken.None).OrTimeout() is { Count: > 0 } page)
        {
            page.Count.Should().BeLessThanOrEqualTo(2);
            page.Should().AllSatisfy(topic => topic.State.Newest.Should().Be(2));
            names.AddRange(page.Select(topic => topic.Topic.Value));
            after = page[^1].Topic;
        }

        names.Should().Equal("Z", "_x", "a", "a:1", "a:2", "b");
    }

    [StoreFact]
    public async Task A_message_can_be_found_by_its_time()
    {
        var topic = new TopicName("a");
        for (var minute = 0; minute < 5; minute++)
            await Log.AppendAsync(Appends.Of("a", $"{minute}") with { Time = Appends.Noon.AddMinutes(minute) });

        (await FindAsync(Appends.Noon.AddDays(-1))).Should().Be(1);
        (await FindAsync(Appends.Noon.AddMinutes(2))).Should().Be(3, "a message of exactly that time is included");
        (await FindAsync(Appends.Noon.AddMinutes(2).AddTicks(TimeSpan.TicksPerMicrosecond))).Should().Be(4);
        (await FindAsync(Appends.Noon.AddDays(1))).Should().Be(6, "newest + 1 means that there is no such message");
        (await Log.FindOffsetAsync(new TopicName("unwritten"), Appends.Noon, CancellationToken.None).OrTimeout()).Should().Be(1);

        await Log.TrimAsync("a", 4);
        (await FindAsync(Appends.Noon)).Should().Be(4, "what was trimmed is not found");
        await Log.TrimAsync("a", 6);
        (await FindAsync(Appends.Noon)).Should().Be(6);

        Task<long> FindAsync(DateTime time) => Log.FindOffsetAsync(topic, time, CancellationToken.None).OrTimeout();
    }

    [StoreFact]
    public async Task A_message_is_read_with_all_its_properties_unchanged()
    {
        var time = Appends.Noon.AddTicks(1_234_567 * TimeSpan.TicksPerMicrosecond);
        NewMessage[] sent =
        [
            NewMessage.Text("Grüße, 世界 👩‍🚀 \"quoted\", back\\slash\r\ntwo\tlines"),
            NewMessage.Text("before\0after", "chat.text:1", "Zoë 🦊"),
            NewMessage.Json("""{"nul":"\u0000","emoji":"🎈","n":1.50e3,"deep":[[[null,true]]]}"""u8, "json"),
            NewMessage.Json("null"u8),
            NewMessage.Text(new string('é', 32 * 1024)),
            NewMessage.Text(" "),
        ];

        await Log.AppendAsync(new AppendRequest { Topic = new TopicName("a"), Messages = sent, Time = time });

        var kept = await Log.PageAsync("a", 1, sent.Length);
        kept.Select(message => new { message.Kind, message.Text, message.Type, message.Sender, message.Time, Topic = message.Topic.Value })
            .Should().Equal(sent.Select(
                message => new
                {
                    message.Kind,
                    Text = System.Text.Encoding.UTF8.GetString(message.Data),
                    message.Type,
                    message.Sender,
                    Time = time,
                    Topic = "a"
                }));
        kept.Should().AllSatisfy(message => message.Time.Kind.Should().Be(DateTimeKind.Utc));
        kept[4].Data.Should().HaveCount(64 * 1024);
    }

    [StoreFact]
    public async Task Positions_of_an_epoch_that_the_log_never_had_hold_nowhere()
    {
        await Log.AppendAsync("a", "1");
        (await Log.FindThroughAsync(new TopicName("a"), "former", CancellationToken.None).OrTimeout()).Should().BeNull();
        (await Log.FindThroughAsync(new TopicName("unwritten"), "former", CancellationToken.None).OrTimeout()).Should().BeNull();
    }

    private async Task<IEnumerable<long>> OffsetsAsync(long from, long through, int messages = 1_000) =>
        (await Log.PageAsync("a", from, through, messages)).Select(message => message.Offset);
}
