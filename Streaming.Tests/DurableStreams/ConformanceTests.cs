using System.Diagnostics;
using System.Text.Json;
using Streaming.Tests.Support;
using OsProcess = System.Diagnostics.Process;

namespace Streaming.Tests.DurableStreams;

/// <summary>Runs the protocol's own conformance suite (npm) against a server with each store.</summary>
[Trait("Category", "Slow")]
public sealed class ConformanceTests
{
    // All tests of version 0.3.6, with those of the subscriptions.
    private const int Tests = 338;

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(4);

    [NodeFact(NodePackages.DurableStreams)]
    public async Task Every_test_of_the_suite_passes_on_SQLite()
    {
        await using var server = await StartAsync(TestStore.Sqlite);
        await RunSuiteAsync(server);
    }

    [NodeFact(NodePackages.DurableStreams)]
    public async Task Every_test_of_the_suite_passes_in_memory()
    {
        await using var server = await StartAsync(("Storage:Provider", "memory"));
        await RunSuiteAsync(server);
    }

    [PostgresFact(NodePackages.DurableStreams)]
    public async Task Every_test_of_the_suite_passes_on_PostgreSQL()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var server = await StartAsync(database.Settings);
        await RunSuiteAsync(server);
    }

    private static Task<TestServer> StartAsync(params (string Key, string Value)[] store) => TestServer.StartAsync(
        [.. store, ("DurableStreams:LongPollTimeout", "00:00:01"), ("Outbound:AllowedNetworks:0", "127.0.0.1")]);

    private static async Task RunSuiteAsync(TestServer server)
    {
        using var folder = new TemporaryFolder();
        var report = Path.Combine(folder.Path, "report.json");
        var start = new ProcessStartInfo("node")
        {
            WorkingDirectory = NodePackages.Require(NodePackages.DurableStreams),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            Environment = { ["DS_URL"] = server.Address.ToString().TrimEnd('/') },
        };
        foreach (var argument in (string[])[Path.Combine("node_modules", "vitest", "vitest.mjs"), "run", "--globals", "--cache=false",
            // The suite's own limits are too short for a machine that runs other tests.
            "--testTimeout=60000", "--retry=2", "--reporter=json", $"--outputFile={report}", "conformance.test.mjs"])
            start.ArgumentList.Add(argument);
        using var node = OsProcess.Start(start)!;
        try
        {
            var (output, errors) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
            await node.WaitForExitAsync().WaitAsync(s_limit);
            File.Exists(report).Should().BeTrue(await output + await errors);
            CheckReport(await File.ReadAllTextAsync(report));
        }
        finally
        {
            if (!node.HasExited)
                node.Kill(entireProcessTree: true);
        }
    }

    private static void CheckReport(string json)
    {
        using var report = JsonDocument.Parse(json);
        var results = report.RootElement.GetProperty("testResults").EnumerateArray()
            .SelectMany(file => file.GetProperty("assertionResults").EnumerateArray()).ToList();
        results.Where(result => result.GetProperty("status").GetString() != "passed").Select(Describe).Should().BeEmpty();
        results.Should().HaveCount(Tests);
    }

    private static string Describe(JsonElement result) =>
        $"{result.GetProperty("fullName").GetString()}: " +
        string.Join(' ', result.GetProperty("failureMessages").EnumerateArray().Select(message => message.GetString()));
}
