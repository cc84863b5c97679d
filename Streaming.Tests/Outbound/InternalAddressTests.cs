using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Streaming.Server.Outbound;

namespace Streaming.Tests.Outbound;

/// <summary>Tests that calls cannot reach internal addresses, even if the addresses of a host name change.</summary>
public sealed class InternalAddressTests
{
    // In these tests, this loopback address stands for a public address, and all other loopback addresses stand for internal ones.
    private const string Outside = "127.0.0.2";

    private static readonly (string, string) s_outside = ("Outbound:AllowedNetworks:0", Outside + "/32");

    [Fact]
    public async Task A_host_name_that_changes_to_an_internal_address_is_refused_at_the_connection()
    {
        await using var outside = await OtherServer.StartAsync(CloseAsync, Outside);
        await using var inside = await OtherServer.StartAsync(CloseAsync, "127.0.0.1", outside.Address.Port);
        await using var calling = new Calling(s_outside);
        var answers = new Queue<string>([Outside, "127.0.0.1", Outside]);
        calling.Resolve = _ => [IPAddress.Parse(answers.Dequeue())];
        var url = new Uri($"http://rebinding.example:{outside.Address.Port}/");

        (await calling.GetAsync(url)).Status.Should().Be(200);
        var refused = await calling.FailAsync(url);
        refused.Failure.Should().Be(OutboundFailure.RefusedAddress);
        refused.IsTemporary.Should().BeFalse();
        refused.Message.Should().Contain("Outbound:AllowedNetworks").And.Contain("Outbound:AllowThisMachine").And.NotContain("127.0.0.1");
        (await calling.GetAsync(url)).Status.Should().Be(200);

        calling.Resolutions.Should().Be(3, "the checked address is the one that is connected to: the name is resolved once");
        outside.Calls.Should().HaveCount(2);
        inside.Calls.Should().BeEmpty();
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("10.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("fd00:ec2::254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("2002:7f00:1::")]
    public async Task A_host_name_with_an_internal_address_is_refused(string address)
    {
        await using var calling = new Calling(s_outside);
        calling.Resolve = _ => [IPAddress.Parse(address)];
        (await calling.FailAsync(new Uri("http://inside.example/"))).Failure.Should().Be(OutboundFailure.RefusedAddress);
    }

    [Fact]
    public async Task Only_the_public_addresses_of_a_host_name_are_connected_to()
    {
        await using var outside = await OtherServer.StartAsync(CloseAsync, Outside);
        await using var inside = await OtherServer.StartAsync(CloseAsync, "127.0.0.1", outside.Address.Port);
        await using var calling = new Calling(s_outside);
        calling.Resolve = _ => [IPAddress.Loopback, IPAddress.Parse(Outside)];
        (await calling.GetAsync(new Uri($"http://both.example:{outside.Address.Port}/"))).Status.Should().Be(200);
        inside.Calls.Should().BeEmpty();
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://localhost:{0}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("http://2130706433:{0}/")]
    public async Task An_internal_address_in_the_URL_is_refused_before_the_call(string url)
    {
        await using var inside = await OtherServer.StartAsync(CloseAsync);
        await using var calling = new Calling(s_outside);
        (await calling.FailAsync(
            new Uri(string.Format(System.Globalization.CultureInfo.InvariantCulture, url, inside.Address.Port)))).Failure.Should()
            .Be(OutboundFailure.RefusedAddress);
        inside.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task A_redirect_to_another_host_or_an_internal_address_is_refused()
    {
        await using var inside = await OtherServer.StartAsync(CloseAsync);
        await using var outside = await OtherServer.StartAsync(
            http =>
            {
                http.Response.Redirect(inside.At("/secret").ToString());
                return Task.CompletedTask;
            },
            Outside);
        await using var calling = new Calling(s_outside);
        var refused = await calling.FailAsync(outside.At("/"));
        refused.Failure.Should().Be(OutboundFailure.Redirect);
        refused.Message.Should().Contain("another host");
        inside.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task The_address_is_checked_again_for_each_redirect()
    {
        await using var outside = await OtherServer.StartAsync(
            http =>
            {
                http.Response.Headers.Connection = "close";
                http.Response.Redirect("/next");
                return Task.CompletedTask;
            },
            Outside);
        await using var inside = await OtherServer.StartAsync(CloseAsync, "127.0.0.1", outside.Address.Port);
        await using var calling = new Calling(s_outside);
        var answers = new Queue<string>([Outside, "127.0.0.1"]);
        calling.Resolve = _ => [IPAddress.Parse(answers.Dequeue())];
        (await calling.FailAsync(new Uri($"http://rebinding.example:{outside.Address.Port}/"))).Failure.Should()
            .Be(OutboundFailure.RefusedAddress);
        inside.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task An_unknown_host_name_is_a_failure_of_its_own_kind()
    {
        await using var calling = new Calling(s_outside);
        calling.Resolve = _ => throw new SocketException((int)SocketError.HostNotFound);
        var unknown = await calling.FailAsync(new Uri("http://nowhere.example/"));
        unknown.Failure.Should().Be(OutboundFailure.UnknownHost);
        unknown.IsTemporary.Should().BeTrue();
    }

    private static Task CloseAsync(HttpContext http)
    {
        http.Response.Headers.Connection = "close";
        return http.Response.WriteAsync("here");
    }
}
