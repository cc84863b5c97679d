using System.CommandLine;

namespace Streaming.Server.Commands.Client;

/// <summary>
/// The command <c>follow</c>, which writes the messages of topics when they arrive. If the connection breaks, it connects again and
/// continues after the last message.
/// </summary>
internal sealed class FollowCommand : ClientCommand
{
    private readonly Argument<string[]> _topics = new("topics")
    {
        Description = "The topics.",
        HelpName = "TOPIC",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _after = new("--after")
    {
        Description = "Begin after this position, or with 'earliest' at the oldest message (default: with new messages).",
        HelpName = "POSITION",
    };

    private readonly Option<int?> _count = new("--count") { Description = "End after this number of messages.", HelpName = "N" };

    private readonly Option<bool> _json =
        new("--json") { Description = "Write each message as {\"topic\",\"position\",\"type\",\"data\"} on one line." };

    public FollowCommand()
        : base("follow",
            "Write messages as they arrive. An interrupted stream is opened again after the last message, so that none is missed or " +
            "written twice. Ends when the topics are closed or deleted, at Ctrl+C, or when its reader ends.")
    {
        Add(_topics);
        Add(_after);
        Add(_count);
        Add(_json);
        RunClient(RunAsync);
    }

    private async Task<int> RunAsync(CommandContext context, ServerClient client)
    {
        var topics = context.Get(_topics)!.Distinct(StringComparer.Ordinal).ToArray();
        if (context.Get(_count) is <= 0)
            throw CommandException.Usage("The number of messages (--count) is less than 1; give 1 or more.");
        var left = context.Get(_count) ?? int.MaxValue;
        var stream = new FollowedStream(client, topics, context.Get(_after), context.Error, TimeProvider.System);
        await foreach (var message in stream.ReadAsync(context.Cancellation))
        {
            if (context.Get(_json))
                await OutputJson.WriteLineAsync(context.Out, message.ToJson());
            else
                await context.Out.WriteLineAsync(message.ToText(withTopic: topics.Length > 1));
            if (--left == 0)
                break;
        }

        return ExitCodes.Done;
    }
}
