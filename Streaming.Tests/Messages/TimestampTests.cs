using System.Globalization;
using Streaming.Server.Core.Text;

namespace Streaming.Tests.Messages;

public sealed class TimestampTests
{
    [Theory]
    [InlineData("2027-01-31", "2027-01-31T00:00:00.0000000+00:00")]
    [InlineData("2027-01-31T18:00", "2027-01-31T18:00:00.0000000+00:00")]
    [InlineData("2027-01-31T18:00:05", "2027-01-31T18:00:05.0000000+00:00")]
    [InlineData("2027-01-31 18:00:05", "2027-01-31T18:00:05.0000000+00:00")]
    [InlineData("2027-01-31t18:00:05z", "2027-01-31T18:00:05.0000000+00:00")]
    [InlineData("2027-01-31T18:00:05.5Z", "2027-01-31T18:00:05.5000000+00:00")]
    [InlineData("2027-01-31T18:00:05.123456789Z", "2027-01-31T18:00:05.1234560+00:00")]
    [InlineData("2027-01-31T18:00:05,25Z", "2027-01-31T18:00:05.2500000+00:00")]
    [InlineData("2027-01-31T18:00+01:00", "2027-01-31T18:00:00.0000000+01:00")]
    [InlineData("2027-01-31T18:00:00-0530", "2027-01-31T18:00:00.0000000-05:30")]
    [InlineData("2027-01-31T18:00:00+01", "2027-01-31T18:00:00.0000000+01:00")]
    [InlineData("2028-02-29T23:59:59Z", "2028-02-29T23:59:59.0000000+00:00")]
    public void A_time_without_a_zone_is_parsed_as_UTC(string text, string expected)
    {
        Timestamp.TryParse(text, out var time).Should().BeTrue();
        time.ToString("O", CultureInfo.InvariantCulture).Should().Be(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5.1")]
    [InlineData("1767225600")]
    [InlineData("tomorrow")]
    [InlineData("18:00")]
    [InlineData("31.01.2027")]
    [InlineData("01/02/2027")]
    [InlineData("2027-1-31")]
    [InlineData("2027-02-29")]
    [InlineData("2027-13-01")]
    [InlineData("2027-01-31T25:00")]
    [InlineData("2027-01-31T24:00:00Z")]
    [InlineData("2027-01-31T18:00:60Z")]
    [InlineData("2027-01-31T18:00.5Z")]
    [InlineData("2027-01-31T18:00:00+25:00")]
    [InlineData("2027-01-31T18:00:00 01:00")]
    [InlineData("2027-01-31Z")]
    [InlineData("2027-01-31T18")]
    [InlineData(" 2027-01-31")]
    [InlineData("2027-01-31\n")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("9999-12-31T23:59:59-14:00")]
    [InlineData("２０２７-01-31")]
    public void An_invalid_time_cannot_be_parsed(string text) => Timestamp.TryParse(text, out _).Should().BeFalse();
}
