using Streaming.Server.Core.Messages;
using Streaming.Server.Storage.Postgresql;

namespace Streaming.Tests.Postgresql;

public sealed class CommitMessageTests
{
    [Fact]
    public void An_announcement_is_always_short_enough()
    {
        var message = NewMessage.Text(new string('\u0001', 5_000));
        AnnouncedTopic Topic(int i) => new(new TopicName($"topic:{i}"), "abcdef", long.MaxValue, long.MaxValue, [message]);
        foreach (var count in (int[])[1, 2, 50, 150, 256])
        {
            var text = CommitMessage.Encode(new CommitAnnouncement(
                new CommitNumber(int.MaxValue, long.MaxValue), [.. Enumerable.Range(0, count).Select(Topic)]));
            text.Length.Should().BeLessThan(8_000);
            CommitMessage.Number(text).Should().Be(new CommitNumber(int.MaxValue, long.MaxValue));
        }

        CommitMessage.Number("[2,1,1]").Should().BeNull("another version may mean something else");
    }
}
