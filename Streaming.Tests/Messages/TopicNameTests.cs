using Streaming.Server.Core.Messages;

namespace Streaming.Tests.Messages;

public sealed class TopicNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("room:lobby")]
    [InlineData("job:01J8Z.retry_2-x")]
    [InlineData(":")]
    [InlineData("...")]
    public void A_valid_name_is_accepted_unchanged(string text) => TopicName.Parse(text).Value.Should().Be(text);

    [Fact]
    public void A_name_has_at_most_200_characters()
    {
        TopicName.Parse(new string('a', 200)).Value.Should().HaveLength(200);
        var parse = () => TopicName.Parse(new string('a', 201));
        parse.Should().Throw<RefusalException>().WithMessage("*201 characters; at most 200*");
    }

    [Theory]
    [InlineData(null, "*empty*")]
    [InlineData("", "*empty*")]
    [InlineData("a b", "*place 2*")]
    [InlineData("a/b", "*place 2*")]
    [InlineData("héllo", "*place 2*")]
    [InlineData("a*", "*place 2*")]
    [InlineData("topic\n", "*place 6*")]
    [InlineData("a,b", "*place 2*")]
    [InlineData("a=b", "*place 2*")]
    public void An_invalid_name_is_refused_with_the_place_of_the_error(string? text, string sentence)
    {
        var parse = () => TopicName.Parse(text);
        parse.Should().Throw<RefusalException>().WithMessage(sentence).Which.Reason.Should().Be(RefusalReason.Invalid);
        TopicName.TryParse(text, out _, out var error).Should().BeFalse();
        error.Should().NotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("*", "anything", true)]
    [InlineData("room:*", "room:lobby", true)]
    [InlineData("room:*", "room:", true)]
    [InlineData("room:*", "Room:lobby", false)]
    [InlineData("room:*", "rooms", false)]
    [InlineData("*:log", "a:b:log", true)]
    [InlineData("a*c*e", "abcde", true)]
    [InlineData("a*c*e", "abcd", false)]
    [InlineData("ticks", "ticks", true)]
    [InlineData("ticks", "ticks2", false)]
    [InlineData("a.b", "a.b", true)]
    [InlineData("a.b", "aXb", false)]
    public void A_star_in_a_pattern_matches_any_text(string pattern, string topic, bool matches) =>
        TopicPattern.Matches(pattern, new TopicName(topic)).Should().Be(matches);

    [Theory]
    [InlineData("*", true)]
    [InlineData("room:*", true)]
    [InlineData("a-b_c.d:1", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("room:?", false)]
    [InlineData("a b", false)]
    [InlineData("\"", false)]
    [InlineData("<", false)]
    public void A_pattern_is_a_topic_name_that_may_contain_stars(string? pattern, bool valid) =>
        TopicPattern.IsValid(pattern).Should().Be(valid);
}
