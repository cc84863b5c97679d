using System.CommandLine;
using System.Text.Json.Nodes;
using Streaming.Server.Commands.Client;

namespace Streaming.Server.Commands.Jobs;

/// <summary>The command <c>jobs stats</c>, which shows the numbers of jobs of each type in each state.</summary>
internal sealed class JobStatsCommand : ClientCommand
{
    private readonly Option<bool> _json = new("--json") { Description = "Write JSON." };

    public JobStatsCommand()
        : base("stats", "Count the jobs of each type by their state.")
    {
        Add(_json);
        RunClient(RunAsync);
    }

    private async Task<int> RunAsync(CommandContext context, ServerClient client)
    {
        var stats = await client.GetAsync("jobs/stats", context.Cancellation);
        if (context.Get(_json))
        {
            await OutputJson.WriteLineAsync(context.Out, stats);
            return ExitCodes.Done;
        }

        var types = (JsonArray)stats["types"]!;
        string[] columns =
            [.. types.OfType<JsonObject>().SelectMany(type => type).Select(property => property.Key).Distinct(StringComparer.Ordinal)];
        if (columns.Length == 0)
            await context.Out.WriteLineAsync("There are no jobs.");
        else
            await TextTable.WriteAsync(context.Out, [.. columns.Select(column => column.ToUpperInvariant())],
                [.. types.Select(type => columns.Select(column => Fields.Text(type![column])).ToArray())]);
        if ((bool?)stats["isComplete"] == false)
            await context.Error.WriteLineAsync("There are more jobs than these: the server counts 100,000 waiting and 100,000 ended jobs.");
        return ExitCodes.Done;
    }
}
