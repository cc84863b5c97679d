using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Tests.Messages;

public sealed class DurationTests
{
    [Theory]
    [InlineData("15s", 15_000)]
    [InlineData("15 s", 15_000)]
    [InlineData("00:00:15", 15_000)]
    [InlineData("0.00:00:15", 15_000)]
    [InlineData("1.00:00:00", 86_400_000)]
    [InlineData("00:00:00.050", 50)]
    [InlineData("500ms", 500)]
    [InlineData("1.5s", 1_500)]
    [InlineData("5m", 300_000)]
    [InlineData("5 min", 300_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("7d", 604_800_000)]
    [InlineData("7 days", 604_800_000)]
    [InlineData("1 day", 86_400_000)]
    public void A_duration_is_accepted_in_all_documented_forms(string text, long milliseconds)
    {
        Duration.Parse(text, "time").Should().Be(TimeSpan.FromMilliseconds(milliseconds));
        Duration.TryParse(text, out var duration, unit: "h").Should().BeTrue();
        duration.Should().Be(TimeSpan.FromMilliseconds(milliseconds), "the unit in the text applies");
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("15")]
    [InlineData("15 fortnights")]
    [InlineData("1e3s")]
    [InlineData("-1s")]
    [InlineData("-00:00:01")]
    [InlineData("3651d")]
    [InlineData("99999999999999999999999999d")]
    [InlineData("1.2.3s")]
    public void An_invalid_duration_in_a_request_is_refused(string text)
    {
        var parse = () => Duration.Parse(text, "delay");
        parse.Should().Throw<RefusalException>().WithMessage("The value of 'delay' is not valid; give a time such as 500ms, 10s*");
    }

    [Theory]
    [InlineData("15", "s", 15_000)]
    [InlineData("20", "ms", 20)]
    [InlineData("3", "d", 259_200_000)]
    [InlineData("0", "m", 0)]
    public void A_number_without_a_unit_has_the_unit_of_its_option(string text, string unit, long milliseconds)
    {
        Duration.TryParse(text, out var duration, unit).Should().BeTrue();
        duration.Should().Be(TimeSpan.FromMilliseconds(milliseconds));
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(50, "50ms")]
    [InlineData(90_000, "90s")]
    [InlineData(3_600_000, "1h")]
    [InlineData(259_200_000, "3d")]
    public void A_duration_is_written_in_the_largest_exact_unit(long milliseconds, string text) =>
        Duration.Format(TimeSpan.FromMilliseconds(milliseconds)).Should().Be(text);
}
