using Streaming.Server.Core.Topics;

namespace Streaming.Tests.Topics;

/// <summary>Tests the search for the first message that has a time.</summary>
public sealed class OffsetSearchTests
{
    [Fact]
    public void The_first_offset_is_found_in_each_range_of_up_to_40_messages()
    {
        for (var low = 1L; low <= 3; low++)
        {
            for (var high = low; high < low + 40; high++)
            {
                for (var first = low; first <= high; first++)
                    OffsetSearch.First(low, high, offset => offset >= first).Should().Be(first, $"of {low} to {high}");
                OffsetSearch.First(low, high, _ => false).Should().BeNull();
            }
        }
    }

    [Fact]
    public void An_empty_range_has_no_offset() => OffsetSearch.First(5, 4, _ => throw new InvalidOperationException()).Should().BeNull();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1_000, 20)]
    [InlineData(999_999_999_999, 80)]
    [InlineData(long.MaxValue, 127)]
    public void The_number_of_tests_grows_with_the_logarithm_of_the_distance(long first, int most)
    {
        var tests = 0;
        OffsetSearch.First(1, long.MaxValue, offset =>
        {
            tests++;
            return offset >= first;
        }).Should().Be(first);
        tests.Should().BeLessThanOrEqualTo(most);
    }
}
