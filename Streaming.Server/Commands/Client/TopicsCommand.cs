using System.CommandLine;
using System.Text.Json.Nodes;

namespace Streaming.Server.Commands.Client;

/// <summary>The command <c>topics</c>, which lists all topics or shows the state of one topic.</summary>
internal sealed class TopicsCommand : ClientCommand
{
    private const string PageSize = "1000";

    private readonly Argument<string> _topic = new("topic")
    {
        Description = "A pattern such as 'room:*' lists the topics that match; a name shows this topic. Without it, all are listed.",
        HelpName = "PATTERN",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _json = new("--json") { Description = "Write JSON: one topic on each line, or the one topic." };

    public TopicsCommand()
        : base("topics", "List topics, or show one.")
    {
        Add(_topic);
        Add(_json);
        RunClient(RunAsync);
    }

    private async Task<int> RunAsync(CommandContext context, ServerClient client)
    {
        var topic = context.Get(_topic);
        if (topic is not null && !topic.Contains('*', StringComparison.Ordinal))
            return await ShowAsync(context, client, topic);
        var rows = new List<string[]>();
        await foreach (var each in ListAsync(client, topic, context.Cancellation))
        {
            if (context.Get(_json))
                await OutputJson.WriteLineAsync(context.Out, each);
            else
                rows.Add(Row(each));
        }

        if (context.Get(_json))
            return ExitCodes.Done;
        if (rows.Count == 0)
            await context.Error.WriteLineAsync("There is no such topic, or the token allows none of them.");
        await TextTable.WriteAsync(context.Out, ["TOPIC", "MESSAGES", "OLDEST", "NEWEST", "SUBSCRIBERS", "CLOSED"], rows);
        return ExitCodes.Done;
    }

    private async Task<int> ShowAsync(CommandContext context, ServerClient client, string topic)
    {
        var state = await client.GetAsync(ServerClient.PathOf("topics/{0}", topic), context.Cancellation);
        if (context.Get(_json))
            await OutputJson.WriteLineAsync(context.Out, state);
        else
            await Fields.WriteAsync(context.Out, state);
        return ExitCodes.Done;
    }

    private static async IAsyncEnumerable<JsonNode> ListAsync(
        ServerClient client, string? match, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        while (true)
        {
            var page = (JsonArray)await client.GetAsync(
                ServerClient.WithQuery("topics", ("match", match), ("after", after), ("limit", PageSize)), cancellationToken);
            foreach (var topic in page)
                yield return topic!;
            if (page.Count < int.Parse(PageSize, System.Globalization.CultureInfo.InvariantCulture))
                yield break;
            after = (string?)page[^1]!["topic"];
        }
    }

    private static string[] Row(JsonNode topic) =>
    [
        Fields.Text(topic["topic"]), Fields.Text(topic["count"]), Fields.Text(topic["oldest"]), Fields.Text(topic["newest"]),
        Fields.Text(topic["subscribers"]), (bool?)topic["closed"] == true ? "closed" : "-",
    ];
}
