using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Streaming.Server.Commands.Client;

/// <summary>The command <c>publish</c>, which publishes one message, or all messages that it reads from the standard input.</summary>
internal sealed class PublishCommand : ClientCommand
{
    private readonly Argument<string> _topic = new("topic") { Description = "The topic.", HelpName = "TOPIC" };

    private readonly Argument<string> _data = new("data")
    {
        Description = "The data; without it, or with -, it is read from the standard input.",
        HelpName = "DATA",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string> _type = new("--type") { Description = "The type of the message (default message).", HelpName = "TYPE" };

    private readonly Option<string> _sender =
        new("--sender") { Description = "The sender; with a token, it needs admin of the topic.", HelpName = "NAME" };

    private readonly Option<string> _key =
        new("--key") { Description = "An idempotency key: repeated within 24 hours, the command publishes nothing.", HelpName = "KEY" };

    private readonly Option<string> _delay = new("--delay") { Description = "Publish after this time, such as 10m.", HelpName = "TIME" };
    private readonly Option<bool> _isJson = new("--json") { Description = "The data is JSON, not text." };

    private readonly Option<bool> _isNdjson = new("--ndjson")
    {
        Description = "Publish each line of the input as a message {\"data\":…,\"type\":…}, as 'history --format ndjson' writes them.",
    };

    public PublishCommand()
        : base("publish", "Publish a message, and write its position; with --delay, the id of the job that publishes it.")
    {
        Add(_topic);
        Add(_data);
        Add(_type);
        Add(_sender);
        Add(_key);
        Add(_delay);
        Add(_isJson);
        Add(_isNdjson);
        RunClient(RunAsync);
    }

    private async Task<int> RunAsync(CommandContext context, ServerClient client)
    {
        var path = ServerClient.WithQuery(ServerClient.PathOf("topics/{0}/messages", context.Get(_topic)!),
            ("type", context.Get(_type)), ("sender", context.Get(_sender)), ("delay", context.Get(_delay)));
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = await ContentAsync(context) };
        if (context.Get(_key) is { Length: > 0 } key)
            request.Headers.Add("Idempotency-Key", key);
        var answer = await client.SendJsonAsync(request, context.Cancellation);
        await context.Out.WriteLineAsync((string?)answer["last"] ?? (string?)answer["id"]);
        return ExitCodes.Done;
    }

    private async Task<HttpContent> ContentAsync(CommandContext context)
    {
        var data = context.Get(_data) is { } given and not "-" ? given : null;
        if (context.Get(_isNdjson))
        {
            return data is null && !context.Get(_isJson)
                ? new InputContent(context.Terminal.Input, "application/x-ndjson")
                : throw CommandException.Usage("With --ndjson the messages come from the standard input; leave DATA and --json out.");
        }

        data ??= await context.Terminal.ReadAllAsync(context.Cancellation);
        if (!context.Get(_isJson))
            return new StringContent(data, Encoding.UTF8, "text/plain");
        try
        {
            var message = new JsonObject { ["data"] = JsonNode.Parse(data) };
            return new StringContent(message.ToJsonString(OutputJson.Line), Encoding.UTF8, "application/json");
        }
        catch (JsonException e)
        {
            throw new CommandException(
                $"The data is not valid JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}. Correct it, or " +
                "leave --json out to publish text.", inner: e);
        }
    }
}
