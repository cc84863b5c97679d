using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Streaming.Server.Commands.Client;

namespace Streaming.Server.Commands.Jobs;

/// <summary>The command <c>jobs list</c>, which lists jobs.</summary>
internal sealed class JobListCommand : ClientCommand
{
    private const int Page = 1_000;

    private readonly JobFilterOptions _filter = new("queued, running, succeeded, failed or cancelled.");
    private readonly Option<int?> _limit = new("--limit") { Description = "At most this number of jobs (default 100).", HelpName = "N" };
    private readonly Option<bool> _json = new("--json") { Description = "Write JSON, one job on each line." };

    public JobListCommand()
        : base("list", "List jobs, newest first.")
    {
        _filter.AddTo(this);
        Add(_limit);
        Add(_json);
        RunClient(RunAsync);
    }

    private async Task<int> RunAsync(CommandContext context, ServerClient client)
    {
        var left = context.Get(_limit) ?? 100;
        if (left < 1)
            throw CommandException.Usage("The number of jobs (--limit) is less than 1; give 1 or more.");
        var rows = new List<string[]>();
        string? after = null;
        while (left > 0)
        {
            var size = Math.Min(left, Page);
            var page = (JsonArray)await client.GetAsync(ServerClient.WithQuery("jobs",
                [.. _filter.Read(context), ("after", after), ("limit", size.ToString(CultureInfo.InvariantCulture))]),
                context.Cancellation);
            foreach (var job in page)
            {
                if (context.Get(_json))
                    await OutputJson.WriteLineAsync(context.Out, job);
                else
                    rows.Add(Row(job!));
            }

            if (page.Count < size)
                break;
            left -= page.Count;
            after = (string?)page[^1]!["id"];
        }

        if (!context.Get(_json))
            await TextTable.WriteAsync(context.Out, ["ID", "TYPE", "STATE", "PRIORITY", "ATTEMPT", "CREATED", "PROBLEM"], rows);
        return ExitCodes.Done;
    }

    private static string[] Row(JsonNode job) =>
    [
        Fields.Text(job["id"]), Fields.Text(job["type"]), Fields.Text(job["state"]), Fields.Text(job["priority"]),
        $"{Fields.Text(job["attempt"])}/{Fields.Text(job["attempts"])}", Fields.Text(job["created"]), Fields.Text(job["problem"]),
    ];
}
