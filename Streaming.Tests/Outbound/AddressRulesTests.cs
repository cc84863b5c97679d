using System.Net;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Outbound;

namespace Streaming.Tests.Outbound;

/// <summary>Tests which addresses the server calls.</summary>
public sealed class AddressRulesTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.0.0.1")]
    [InlineData("100.64.0.1")]
    [InlineData("100.100.100.200")]
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("168.63.129.16")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.8")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.250")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::8.8.8.8")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::ffff:0:127.0.0.1")]
    [InlineData("64:ff9b::127.0.0.1")]
    [InlineData("64:ff9b::10.0.0.1")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:0:53aa:64c:0:0:80ff:fffe")]
    [InlineData("2001:2::1")]
    [InlineData("2001:10::1")]
    [InlineData("2001:20::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::1")]
    [InlineData("2002:808:808::1")]
    [InlineData("2a00::5efe:127.0.0.1")]
    [InlineData("2a00::200:5efe:10.0.0.1")]
    [InlineData("3fff::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void Internal_addresses_are_not_called(string address) => Rules().Allow(IPAddress.Parse(address)).Should().BeFalse();

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("8.8.8.8")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("126.255.255.255")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.169.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::8.8.8.8")]
    [InlineData("2001:4860:4860::8888")]
    [InlineData("2606:4700::1111")]
    [InlineData("2a00::5efe:8.8.8.8")]
    public void Public_addresses_are_called(string address) => Rules().Allow(IPAddress.Parse(address)).Should().BeTrue();

    [Fact]
    public void Only_the_networks_in_the_configuration_are_called_in_addition()
    {
        var rules = Rules("10.1.0.0/16", "::1", "fd12::/16");
        foreach (var allowed in (string[])["10.1.2.3", "::ffff:10.1.2.3", "64:ff9b::10.1.2.3", "::1", "fd12:1::1", "8.8.8.8"])
            rules.Allow(IPAddress.Parse(allowed)).Should().BeTrue(allowed);
        foreach (var refused in (string[])["10.2.0.1", "127.0.0.1", "::2", "fd13::1", "::10.1.2.3"])
            rules.Allow(IPAddress.Parse(refused)).Should().BeFalse(refused);
    }

    [Theory]
    [InlineData("https://example.com/hook")]
    [InlineData("http://example.com:8080/a?b=c")]
    [InlineData("https://[2606:4700::1111]/")]
    [InlineData("https://8.8.8.8/")]
    [InlineData("https://grüße.example/")]
    public void URLs_of_public_hosts_are_accepted(string url) => Urls().Parse(url).Should().NotBeNull();

    [Theory]
    [InlineData("example.com", "not valid")]
    [InlineData("", "not valid")]
    [InlineData("/hook", "only http and https")]
    [InlineData("ftp://example.com/", "only http and https")]
    [InlineData("file:///etc/passwd", "only http and https")]
    [InlineData("gopher://example.com/", "only http and https")]
    [InlineData("https://user:secret@example.com/", "a user or a password")]
    [InlineData("https://user@example.com/", "a user or a password")]
    [InlineData("http://localhost/", "not on the internet")]
    [InlineData("http://LOCALHOST./", "not on the internet")]
    [InlineData("http://app.localhost/", "not on the internet")]
    [InlineData("http://127.0.0.1/", "not on the internet")]
    [InlineData("http://127.1/", "not on the internet")]
    [InlineData("http://2130706433/", "not on the internet")]
    [InlineData("http://0x7f000001/", "not on the internet")]
    [InlineData("http://0177.0.0.1/", "not on the internet")]
    [InlineData("http://[::1]/", "not on the internet")]
    [InlineData("http://[::ffff:127.0.0.1]/", "not on the internet")]
    [InlineData("http://[::ffff:7f00:1]/", "not on the internet")]
    [InlineData("http://169.254.169.254/latest/meta-data", "not on the internet")]
    [InlineData("http://[fd00:ec2::254]/", "not on the internet")]
    public void Other_URLs_are_refused_before_a_call(string url, string why) =>
        FluentActions.Invoking(() => Urls().Parse(url)).Should().Throw<RefusalException>().Which.Message.Should().Contain(why);

    private static OutboundUrls Urls() => new(Rules());

    private static AddressRules Rules(params string[] allowed)
    {
        var options = new OutboundOptions();
        foreach (var network in allowed)
            options.AllowedNetworks.Add(network);
        return new AddressRules(Options.Create(options));
    }
}
