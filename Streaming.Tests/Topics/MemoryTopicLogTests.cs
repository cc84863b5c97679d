using Streaming.Server.Topics;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

public sealed class MemoryTopicLogTests : TopicLogContract
{
    [Fact]
    public async Task It_keeps_no_more_than_its_policy_says()
    {
        var log = Stores.Memory(new TopicPolicy { Match = "few", MaxMessages = 3 });
        await log.FillAsync("few", 10);
        await log.FillAsync("many", 10_001);

        (await log.AllAsync("few")).Should().Equal((8, "8"), (9, "9"), (10, "10"));
        (await log.StateAsync("few")).Count.Should().Be(3);
        (await log.StateAsync("many")).Count.Should().Be(TopicPolicy.DefaultMemoryMessages);
    }

    [Fact]
    public async Task Every_start_is_a_new_epoch() =>
        (await Stores.Memory().StateAsync("a")).Epoch.Should().NotBe((await Stores.Memory().StateAsync("a")).Epoch);

    private protected override ITopicLog Open() => Stores.Memory();
}
