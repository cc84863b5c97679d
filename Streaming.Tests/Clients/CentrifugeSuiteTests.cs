using System.Diagnostics;
using Streaming.Tests.Access;
using Streaming.Tests.Support;
using OsProcess = System.Diagnostics.Process;

namespace Streaming.Tests.Clients;

/// <summary>
/// Tests scenarios of applications with the JavaScript client of the Centrifugal protocol, on each transport and in both formats.
/// </summary>
[Trait("Category", "Slow")]
public sealed class CentrifugeSuiteTests
{
    [NodeTheory(NodePackages.Clients)]
    [InlineData("json", "websocket")]
    [InlineData("protobuf", "websocket")]
    [InlineData("json", "http_stream")]
    [InlineData("protobuf", "http_stream")]
    [InlineData("json", "sse")]
    public Task Every_scenario_of_an_application_succeeds(string format, string transport) =>
        RunAsync("centrifuge-suite.mjs", 14, format, transport);

    [NodeTheory(NodePackages.Clients)]
    [InlineData("json", "websocket")]
    [InlineData("protobuf", "websocket")]
    [InlineData("json", "http_stream")]
    [InlineData("protobuf", "http_stream")]
    [InlineData("json", "sse")]
    public Task Every_scenario_of_the_clients_own_tests_succeeds_or_is_refused_as_documented(string format, string transport) =>
        RunAsync("centrifuge-upstream.mjs", 21, format, transport);

    private static async Task RunAsync(string program, int scenarios, string format, string transport)
    {
        await using var server = await Tokens.StartServerAsync(
            ("Topics:Policies:0:Match", "live:*"), ("Topics:Policies:0:Presence", "true"), ("Access:Limits:NewTopicsPerMinute", "10000"));
        var start = new ProcessStartInfo("node")
        {
            WorkingDirectory = NodePackages.Require(NodePackages.Clients),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in (string[])[program, format, transport, server.Address.ToString(), Tokens.Secret])
            start.ArgumentList.Add(argument);
        using var node = OsProcess.Start(start)!;
        try
        {
            var errors = node.StandardError.ReadToEndAsync();
            var passed = new List<string>();
            while (await node.StandardOutput.ReadLineAsync().OrTimeout() is { } scenario)
                passed.Add(scenario);
            await node.WaitForExitAsync().OrTimeout();
            passed.Should().HaveCount(scenarios, await errors.OrTimeout());
            node.ExitCode.Should().Be(0);
        }
        finally
        {
            if (!node.HasExited)
                node.Kill();
        }
    }
}
