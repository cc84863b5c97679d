using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Streaming.Tests.Support;
using OsProcess = System.Diagnostics.Process;

namespace Streaming.Tests.Process;

/// <summary>Tests that the command for a token, which the server logs when it has started, works as it is written.</summary>
[Trait("Category", "Slow")]
public sealed class SuggestedTokenTests
{
    [NeedsFact("bash")]
    public async Task The_command_for_a_token_works_as_it_is()
    {
        using var folder = new TemporaryFolder();
        var key = Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(48));
        await File.WriteAllTextAsync(
            Path.Combine(folder.Path, "appsettings.json"), $$$"""{ "Access": { "Open": false, "Keys": [{ "Secret": "{{{key}}}" }] } }""");
        await using var server = await ServerProcess.StartAsync(folder);
        await Eventually.BecomesAsync(
            () => Task.FromResult(server.Output), output => output.Contains("room:lobby/events?after=earliest", StringComparison.Ordinal));
        var line = server.Output.Split('\n').Single(each => each.Contains("TOKEN=$(", StringComparison.Ordinal)).Trim();

        using var request = new HttpRequestMessage(HttpMethod.Get, "/topics/room:lobby");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await RunAsync($"{line}; echo $TOKEN"));
        using var response = await server.Client.SendAsync(request).OrTimeout();
        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private static async Task<string> RunAsync(string script)
    {
        using var shell = OsProcess.Start(
            new ProcessStartInfo("bash", ["-c", script]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var output = (await shell.StandardOutput.ReadToEndAsync().OrTimeout()).Trim();
        await shell.WaitForExitAsync().OrTimeout();
        return output;
    }
}
