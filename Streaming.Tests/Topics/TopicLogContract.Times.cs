using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

public abstract partial class TopicLogContract
{
    [StoreFact]
    public async Task Times_never_fall_within_a_topic_although_clocks_do()
    {
        DateTime[] clock = [Appends.Noon.AddMinutes(5), Appends.Noon, Appends.Noon.AddMinutes(4), Appends.Noon.AddMinutes(6)];
        var results = new List<AppendResult>();
        foreach (var time in clock)
            results.Add(await Log.AppendAsync(Appends.Of("a", "1", "2") with { Time = time }));
        var together = await Log.AppendAsync(
            [Appends.Of("a", "3") with { Time = Appends.Noon }, Appends.Of("b", "1") with { Time = Appends.Noon.AddMinutes(1) },
                Appends.Of("a", "4") with { Time = Appends.Noon.AddMinutes(7) }, Appends.Of("b", "2") with { Time = Appends.Noon }],
            CancellationToken.None).OrTimeout();

        var inA = await Log.PageAsync("a", 1, 100);
        inA.Select(message => message.Time).Should().BeInAscendingOrder();
        (await Log.PageAsync("b", 1, 100)).Select(message => message.Time).Should().BeInAscendingOrder();
        inA.Select(message => message.Time).Should().Equal(
            [.. results.SelectMany(result => (DateTime[])[result.Time, result.Time]), together[0].Time, together[2].Time]);
        results.Should().AllSatisfy(result => result.Time.Kind.Should().Be(DateTimeKind.Utc));
    }

    [StoreFact]
    public async Task A_time_does_not_fall_below_that_of_messages_that_were_deleted()
    {
        var first = await Log.AppendAsync(Appends.Of("a", "1") with { Time = Appends.Noon });
        await Log.TrimAsync("a", 2);

        var second = await Log.AppendAsync(Appends.Of("a", "2") with { Time = Appends.Noon.AddMinutes(-1) });

        second.Time.Should().BeOnOrAfter(first.Time);
        (await Log.PageAsync("a", 2, 2)).Single().Time.Should().Be(second.Time);
    }

    [StoreFact]
    public async Task A_keyed_append_returns_the_time_of_what_it_added()
    {
        var key = Appends.Of("a", "1", "2").With("k") with { Time = Appends.Noon };
        var result = await Log.AppendAsync(key);
        (await Log.PageAsync("a", 1, 2)).Should().AllSatisfy(message => message.Time.Should().Be(result.Time));
        (await Log.AppendAsync(key)).Appended.Should().Be(0);
    }
}
