using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.Observability;

/// <summary>Tests the form of log messages on the console of a server process.</summary>
[Trait("Category", "Slow")]
public sealed class ConsoleLogTests
{
    [Fact]
    public async Task Each_line_on_the_console_begins_with_the_time_in_UTC()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync(folder);
        server.Output.Should().MatchRegex(@"(?m)^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z info: Streaming\.Server\.");
    }

    [Fact]
    public async Task One_setting_makes_each_log_message_a_JSON_object_with_a_time_a_category_and_an_event()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--Logging:Console:FormatterName", "json");
        var lines = server.Output.Split('\n').Where(line => line.StartsWith('{'))
            .Select(line => JsonDocument.Parse(line).RootElement).ToList();
        lines.Should().NotBeEmpty().And.OnlyContain(line => line.GetProperty("Timestamp").GetString()!.EndsWith('Z')
            && line.GetProperty("Category").GetString()!.Length > 0 && line.GetProperty("EventId").ValueKind == JsonValueKind.Number);
    }
}
