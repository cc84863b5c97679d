using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

public abstract partial class TopicLogContract
{
    [StoreFact]
    public async Task The_offset_of_a_deleted_topic_does_not_trim_the_next_one()
    {
        var deleted = await Log.AppendAsync("a", "1", "2", "3");
        await Log.DeleteAsync("a");
        await Log.AppendAsync("a", "new 1", "new 2");

        var state = await Log.TrimAsync(new TopicName("a"), deleted.Epoch, before: 3, CancellationToken.None).OrTimeout();

        (state.Oldest, state.Newest).Should().Be((1, 2));
        (await Log.AllAsync("a")).Should().Equal((1, "new 1"), (2, "new 2"));
    }

    [StoreFact]
    public async Task A_trim_deletes_messages_below_its_offset_and_no_others()
    {
        await Log.FillAsync("a", 10);
        var epoch = (await Log.StateAsync("a")).Epoch;

        (await Log.TrimAsync("a", 4)).Should().Be(new LogState(epoch, 4, 10));

        (await Log.StateAsync("a")).Should().Be(new LogState(epoch, 4, 10));
        (await OffsetsAsync(1, 3)).Should().BeEmpty();
        (await OffsetsAsync(1, 6)).Should().Equal(4, 5, 6);
        (await OffsetsAsync(10, 1)).Should().Equal(10, 9, 8, 7, 6, 5, 4);
    }

    [StoreFact]
    public async Task A_trim_ends_at_the_newest_message_and_offsets_continue_to_rise()
    {
        var epoch = (await Log.FillAsync("a", 5)).Epoch;

        var state = await Log.TrimAsync("a", 1_000);

        state.Should().Be(new LogState(epoch, 6, 5));
        state.Count.Should().Be(0);
        (await Log.AppendAsync("a", "next")).First.Should().Be(6);
        (await Log.StateAsync("a")).Should().Be(new LogState(epoch, 6, 6));
        (await Log.AllAsync("a")).Should().Equal((6, "next"));
    }

    [StoreFact]
    public async Task A_repeated_or_earlier_trim_changes_nothing()
    {
        var epoch = (await Log.FillAsync("a", 5)).Epoch;

        await Log.TrimAsync("a", 4);
        (await Log.TrimAsync("a", 4)).Should().Be(new LogState(epoch, 4, 5));
        (await Log.TrimAsync("a", 2)).Should().Be(new LogState(epoch, 4, 5));
        (await Log.TrimAsync("a", -1)).Should().Be(new LogState(epoch, 4, 5));
    }

    [StoreFact]
    public async Task A_trim_of_a_topic_without_messages_does_nothing()
    {
        var before = await Log.StateAsync("a");
        (await Log.TrimAsync("a", 10)).Should().Be(before);
        (await Log.AppendAsync("a", "one")).First.Should().Be(1);
        (await Log.ListAsync(after: null, 10, CancellationToken.None).OrTimeout()).Should().HaveCount(1);
    }

    [StoreFact]
    public async Task A_trim_affects_only_its_own_topic()
    {
        await Log.FillAsync("a", 5);
        await Log.FillAsync("ab", 5);
        await Log.TrimAsync("a", 6);
        (await Log.StateAsync("ab")).Count.Should().Be(5);
    }

    [StoreFact]
    public async Task A_large_trim_deletes_all_messages_below_its_offset()
    {
        await Log.FillAsync("a", 7_000);
        (await Log.TrimAsync("a", 6_500)).Count.Should().Be(501);
        (await Log.AllAsync("a")).Select(message => message.Offset).Should()
            .Equal(Enumerable.Range(6_500, 501).Select(offset => (long)offset));
    }
}
