using Streaming.Server.Transports.DurableStreams;

namespace Streaming.Tests.DurableStreams;

public sealed class CursorTests
{
    private static readonly DateTime s_time = new(2024, 10, 9, 0, 1, 5, DateTimeKind.Utc);

    [Fact]
    public void A_cursor_is_the_number_of_intervals_of_20_seconds() => StreamCursor.After(client: null, s_time).Should().Be(3);

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_client_with_an_older_cursor_gets_the_current_one(long client) => StreamCursor.After(client, s_time).Should().Be(3);

    [Theory]
    [InlineData(3)]
    [InlineData(1_000)]
    public void A_client_that_has_the_current_cursor_or_a_later_one_gets_a_later_one(long client) =>
        StreamCursor.After(client, s_time).Should().BeInRange(client + 1, client + 180);

    [Theory]
    [InlineData("-1")]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData("99999999999999999999")]
    public void A_text_that_is_no_cursor_counts_as_absent(string text) => StreamCursor.Parse(text).Should().BeNull();

    [Fact]
    public void A_number_that_JavaScript_cannot_represent_counts_as_absent() =>
        StreamCursor.After(long.MaxValue, s_time).Should().Be(3);
}
