using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Tests.Messages;

public sealed class PositionTests
{
    [Theory]
    [InlineData("k3f9a2-1042", "k3f9a2", 1042)]
    [InlineData("a-0", "a", 0)]
    [InlineData("0-1", "0", 1)]
    [InlineData("abcdefghijklmnopqrstuvwxyz012345-999999999999999999", "abcdefghijklmnopqrstuvwxyz012345", 999_999_999_999_999_999)]
    public void A_position_is_an_epoch_and_an_offset(string text, string epoch, long offset)
    {
        Position.Parse(text).Should().Be(new Position(epoch, offset));
        Position.Parse(text).ToString().Should().Be(text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("k3f9a2")]
    [InlineData("-1")]
    [InlineData("k3f9a2-")]
    [InlineData("k3f9a2--1")]
    [InlineData("k3f9a2-+1")]
    [InlineData("k3f9a2- 1")]
    [InlineData("k3f9a2-1 ")]
    [InlineData("k3f9a2-1.0")]
    [InlineData("k3f9a2-1,000")]
    [InlineData("k3f9a2-٣")]
    [InlineData("K3F9A2-1")]
    [InlineData("k3 9a2-1")]
    [InlineData("k3f9a2-1000000000000000000")]
    [InlineData("k3f9a2-99999999999999999999999999")]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456-1")]
    [InlineData("k3f9a2-1\n")]
    public void An_invalid_position_is_refused(string text)
    {
        Position.TryParse(text, out _).Should().BeFalse();
        var parse = () => Position.Parse(text);
        parse.Should().Throw<RefusalException>().WithMessage("*k3f9a2-1042*").Which.Reason.Should().Be(RefusalReason.Invalid);
    }

    [Fact]
    public void A_composite_position_is_parsed_as_it_was_written()
    {
        var positions = new Dictionary<TopicName, Position>
        {
            [new TopicName("room:lobby")] = new("k3f9a2", 7),
            [new TopicName("a-b.c")] = new("zz", 0),
        };

        var text = CompositePosition.Format(positions);

        text.Should().Be("room:lobby=k3f9a2-7,a-b.c=zz-0");
        CompositePosition.Parse(text).Should().Equal(positions);
    }

    [Theory]
    [InlineData("")]
    [InlineData("k3f9a2-7")]
    [InlineData("=k3f9a2-7")]
    [InlineData("a=")]
    [InlineData("a=k3f9a2")]
    [InlineData("a=k3f9a2-7,")]
    [InlineData("a=k3f9a2-7,a=k3f9a2-8")]
    [InlineData("a b=k3f9a2-7")]
    [InlineData("a=k3f9a2-7;b=k3f9a2-7")]
    public void An_invalid_composite_position_is_refused(string text)
    {
        var parse = () => CompositePosition.Parse(text);
        parse.Should().Throw<RefusalException>().Which.Reason.Should().Be(RefusalReason.Invalid);
    }

    [Fact]
    public void A_start_is_live_earliest_or_a_position()
    {
        SubscriptionStart.Parse(null).Should().Be(SubscriptionStart.Live);
        SubscriptionStart.Parse("").Should().Be(SubscriptionStart.Live);
        SubscriptionStart.Parse("earliest").Should().Be(SubscriptionStart.Earliest);
        SubscriptionStart.Parse("k3f9a2-7").After.Should().Be(new Position("k3f9a2", 7));
        var parse = () => SubscriptionStart.Parse("latest");
        parse.Should().Throw<RefusalException>();
    }
}
