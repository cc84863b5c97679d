using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Streaming.Server.Commands.Client;

namespace Streaming.Server.Commands.Jobs;

/// <summary>The command <c>jobs enqueue</c>, which enqueues a job.</summary>
internal sealed class JobEnqueueCommand : ClientCommand
{
    private readonly Argument<string> _type = new("type") { Description = "The type of the job.", HelpName = "TYPE" };

    private readonly Argument<string> _arguments = new("arguments")
    {
        Description = "The arguments as a JSON object; with - they are read from the standard input (default {}).",
        HelpName = "JSON",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<int?> _priority = new("--priority") { Description = "0 to 9 (default 5); 9 runs first.", HelpName = "N" };
    private readonly Option<string> _delay = new("--delay") { Description = "Start after this time, such as 10m.", HelpName = "TIME" };

    private readonly Option<string> _key = new("--idempotency-key")
    {
        Description = "Repeated with the same key within 24 hours, the command enqueues nothing.",
        HelpName = "KEY",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Write the job as JSON." };

    public JobEnqueueCommand()
        : base("enqueue", "Enqueue a job, and write its id.")
    {
        Add(_type);
        Add(_arguments);
        Add(_priority);
        Add(_delay);
        Add(_key);
        Add(_json);
        RunClient(RunAsync);
    }

    private async Task<int> RunAsync(CommandContext context, ServerClient client)
    {
        var body = new JsonObject { ["type"] = context.Get(_type), ["arguments"] = await ArgumentsAsync(context) };
        if (context.Get(_priority) is { } priority)
            body["priority"] = priority;
        if (context.Get(_delay) is { } delay)
            body["delay"] = delay;
        using var request = new HttpRequestMessage(HttpMethod.Post, "jobs")
        {
            Content = new StringContent(body.ToJsonString(OutputJson.Line), Encoding.UTF8, "application/json"),
        };
        if (context.Get(_key) is { Length: > 0 } key)
            request.Headers.Add("Idempotency-Key", key);
        var job = await client.SendJsonAsync(request, context.Cancellation);
        if (context.Get(_json))
            await OutputJson.WriteLineAsync(context.Out, job);
        else
            await context.Out.WriteLineAsync((string?)job["id"]);
        return ExitCodes.Done;
    }

    private async Task<JsonNode?> ArgumentsAsync(CommandContext context)
    {
        var text = context.Get(_arguments) ?? "{}";
        if (text == "-")
            text = await context.Terminal.ReadAllAsync(context.Cancellation);
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException e)
        {
            throw CommandException.Usage(
                $"The arguments are not JSON: {e.Message.TrimEnd('.')}. Give an object such as '{{\"seconds\":5}}'.");
        }
    }
}
