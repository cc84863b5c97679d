using System.Net;
using Streaming.Server.Access.Limits;

namespace Streaming.Tests.Access;

public sealed class AddressKeyTests
{
    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2::", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:3::1", "2001:db8:1:3::/64")]
    [InlineData("fd00::2", "fd00::/64")]
    [InlineData("fe80::1", "fe80::1")]
    [InlineData("fe80::1%3", "fe80::1%3")]
    [InlineData("::1", "::1")]
    [InlineData("127.0.0.2", "127.0.0.2")]
    [InlineData("64:ff9b::203.0.113.7", "203.0.113.7")]
    public void An_address_is_counted_under_its_key(string address, string key) => Of(address).ToString().Should().Be(key);

    [Theory]
    [InlineData("2001:db8::1", "2001:db8::ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7", true)]
    [InlineData("203.0.113.7", "203.0.113.8", false)]
    [InlineData("::ffff:203.0.113.7", "::ffff:203.0.113.8", false)]
    [InlineData("fe80::1", "fe80::2", false)]
    [InlineData("fe80::1%2", "fe80::1%3", false)]
    [InlineData("::1", "::2", false)]
    public void Two_addresses_are_counted_as_one_only_in_one_network(string one, string other, bool same) =>
        (Of(one) == Of(other)).Should().Be(same);

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::ffff:127.0.0.2", true)]
    [InlineData("::1", true)]
    [InlineData("::2", false)]
    [InlineData("203.0.113.7", false)]
    public void Each_form_of_a_loopback_address_is_recognized(string address, bool isLoopback) =>
        AddressKey.IsLoopback(IPAddress.Parse(address)).Should().Be(isLoopback);

    private static AddressKey Of(string address) => AddressKey.Of(IPAddress.Parse(address));
}
