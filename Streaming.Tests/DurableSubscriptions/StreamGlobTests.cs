using Streaming.Server.Core.Messages;
using Streaming.Server.DurableSubscriptions.Register;

namespace Streaming.Tests.DurableSubscriptions;

public sealed class StreamGlobTests
{
    [Theory]
    [InlineData("a", "a", true)]
    [InlineData("a", "b", false)]
    [InlineData("a/*", "a/b", true)]
    [InlineData("a/*", "a", false)]
    [InlineData("a/*", "a/b/c", false)]
    [InlineData("*/c", "a/c", true)]
    [InlineData("a/**", "a", true)]
    [InlineData("a/**", "a/b/c", true)]
    [InlineData("a/**", "ab", false)]
    [InlineData("**", "a/b", true)]
    [InlineData("a/**/c", "a/c", true)]
    [InlineData("a/**/c", "a/b/b/c", true)]
    [InlineData("a/**/c", "a/b/c/d", false)]
    [InlineData("**/b/**", "a/b", true)]
    [InlineData("**/b/**", "a/c", false)]
    [InlineData("A", "a", false)]
    public void A_pattern_matches_segments(string pattern, string path, bool matches)
    {
        StreamGlob.Matches(pattern, path).Should().Be(matches);
        var topic = StreamPath.ParseName(path);
        StreamPath.NameOf(topic).Should().Be(path);
        if (matches)
            TopicPattern.Matches(StreamGlob.ToTopicPattern(pattern), topic).Should()
                .BeTrue("permissions cover all that the pattern matches");
    }

    [Theory]
    [InlineData("events/*", "events:*")]
    [InlineData("a/b", "a:b")]
    public void The_pattern_of_topics_is_the_one_that_tokens_have(string pattern, string topics) =>
        StreamGlob.ToTopicPattern(pattern).Should().Be(topics);
}
