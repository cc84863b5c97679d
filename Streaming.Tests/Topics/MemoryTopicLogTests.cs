using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Topics;
using Streaming.Server.Storage.Memory;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

public sealed class MemoryTopicLogTests : TopicLogContract
{
    [Fact]
    public async Task A_memory_log_keeps_no_more_than_its_policy_allows()
    {
        var log = Stores.Memory(new TopicPolicy { Match = "few", MaxMessages = 3 });
        await log.FillAsync("few", 10);
        await log.FillAsync("many", 10_001);

        (await log.AllAsync("few")).Should().Equal((8, "8"), (9, "9"), (10, "10"));
        (await log.StateAsync("few")).Count.Should().Be(3);
        (await log.StateAsync("many")).Count.Should().Be(TopicPolicy.DefaultMemoryMessages);
    }

    [Fact]
    public async Task Every_start_of_a_memory_log_has_a_new_epoch() =>
        (await Stores.Memory().StateAsync("a")).Epoch.Should().NotBe((await Stores.Memory().StateAsync("a")).Epoch);

    [Fact]
    public async Task A_long_upload_keeps_only_its_newest_hashes_and_still_detects_a_changed_earlier_line()
    {
        string[] lines = [.. Enumerable.Range(0, 150_000).Select(number => $"{number}")];
        await Log.AppendAsync(Keys.Part("a", "long", 0, 75_000, lines));
        await Log.AppendAsync(Keys.Part("a", "long", 75_000, 150_000, lines));

        string[] other = ["another", .. lines[1..], "new"];
        (await Log.AppendAsync(Keys.Part("a", "long", 0, 75_000, other))).Should()
            .Match<AppendResult>(result => result.Conflict == null && result.Appended == 0);
        (await Log.AppendAsync(Keys.Part("a", "long", 75_000, 150_001, other))).Conflict.Should()
            .Be(new IdempotencyConflict(75_001, IsExact: false));
        (await Log.StateAsync("a")).Newest.Should().Be(150_000);
    }

    private protected override ValueTask<ITopicLog> OpenAsync() => ValueTask.FromResult<ITopicLog>(Stores.Memory());
}
