using System.Globalization;
using Streaming.Tests.Support;

namespace Streaming.Tests.House;

/// <summary>Tests the ports on which programs of tests listen.</summary>
public sealed class FreePortTests
{
    private const string Range = "/proc/sys/net/ipv4/ip_local_port_range";

    [Fact]
    public void A_port_is_taken_once_and_the_system_gives_it_to_nobody_else()
    {
        var ports = Enumerable.Range(0, 50).Select(_ => FreePort.Take()).ToList();

        ports.Should().OnlyHaveUniqueItems();
        var first = File.Exists(Range)
            ? int.Parse(File.ReadAllText(Range).Split('\t')[0], CultureInfo.InvariantCulture) : 49_152;
        ports.Should().AllSatisfy(port => port.Should().BeInRange(1_024, first - 1));
    }
}
