using System.Diagnostics;
using Streaming.Tests.Support;
using OsProcess = System.Diagnostics.Process;

namespace Streaming.Tests.Samples;

/// <summary>Each script of samples/curl runs against a server of its own and ends well.</summary>
public sealed class CurlSamplesTests
{
    private static readonly string s_folder = Path.Combine(Repository.Root, "samples", "curl");

    public static TheoryData<string> Scripts => [.. Directory.EnumerateFiles(s_folder, "*.sh").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Fact]
    public void There_are_scripts() => Scripts.Should().NotBeEmpty();

    [NeedsTheory("bash", "curl")]
    [MemberData(nameof(Scripts))]
    public async Task A_script_does_what_it_says(string script)
    {
        await using var server = await TestServer.StartAsync(
            ("Samples:Ticker", "true"), ("Samples:Jobs", "true"), ("Outbound:AllowedNetworks:0", "127.0.0.0/8"), ("Email:Pickup", "mail"), ("Email:From", "streaming@localhost"));
        var start = new ProcessStartInfo("bash") { UseShellExecute = false, WorkingDirectory = s_folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(s_folder, script));
        start.Environment["BASE"] = server.Address.ToString().TrimEnd('/');
        using var process = OsProcess.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().OrTimeout();
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }

        process.ExitCode.Should().Be(0, $"{script} said:\n{await output.OrTimeout()}\n{await errors.OrTimeout()}");
    }
}
