using System.Diagnostics;
using Streaming.Tests.Access;
using Streaming.Tests.Support;
using OsProcess = System.Diagnostics.Process;

namespace Streaming.Tests.Clients;

/// <summary>What applications do with the JavaScript client of the Centrifugal protocol, on each of its transports and in both formats.</summary>
public sealed class CentrifugeSuiteTests
{
    private const int Scenarios = 14;

    [NodeTheory(NodePackages.Clients)]
    [InlineData("json", "websocket")]
    [InlineData("protobuf", "websocket")]
    [InlineData("json", "http_stream")]
    [InlineData("protobuf", "http_stream")]
    [InlineData("json", "sse")]
    public async Task Every_scenario_of_the_client_goes_well(string format, string transport)
    {
        await using var server = await Tokens.StartServerAsync(("Topics:Policies:0:Match", "live:*"), ("Topics:Policies:0:Presence", "true"));
        var start = new ProcessStartInfo("node")
        {
            WorkingDirectory = NodePackages.Require(NodePackages.Clients),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in (string[])["centrifuge-suite.mjs", format, transport, server.Address.ToString(), Tokens.Secret])
            start.ArgumentList.Add(argument);
        using var node = OsProcess.Start(start)!;
        try
        {
            var errors = node.StandardError.ReadToEndAsync();
            var passed = new List<string>();
            while (await node.StandardOutput.ReadLineAsync().OrTimeout() is { } scenario)
                passed.Add(scenario);
            await node.WaitForExitAsync().OrTimeout();
            passed.Should().HaveCount(Scenarios, await errors.OrTimeout());
            node.ExitCode.Should().Be(0);
        }
        finally
        {
            if (!node.HasExited)
                node.Kill();
        }
    }
}
