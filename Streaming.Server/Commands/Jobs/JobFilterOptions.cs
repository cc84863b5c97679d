using System.CommandLine;

namespace Streaming.Server.Commands.Jobs;

/// <summary>The options that select jobs.</summary>
internal sealed class JobFilterOptions
{
    private readonly Option<string> _state = new("--state")
    {
        Description = "queued, running, succeeded, failed or cancelled.",
        HelpName = "STATE",
    };

    private readonly Option<string> _type = new("--type") { Description = "Jobs of this type.", HelpName = "TYPE" };

    private readonly Option<string> _older =
        new("--older-than") { Description = "Jobs enqueued at least this long ago, such as 1h.", HelpName = "TIME" };

    private readonly Option<string> _newer =
        new("--newer-than") { Description = "Jobs enqueued at most this long ago, such as 1h.", HelpName = "TIME" };

    public void AddTo(Command command)
    {
        command.Add(_state);
        command.Add(_type);
        command.Add(_older);
        command.Add(_newer);
    }

    /// <summary>Returns whether a state is given, which a change of several jobs needs.</summary>
    public bool HasState(CommandContext context) => context.Get(_state) is not null;

    /// <summary>Returns the parameters of the request.</summary>
    public (string, string?)[] Read(CommandContext context) =>
    [
        ("state", context.Get(_state)), ("type", context.Get(_type)), ("older-than", context.Get(_older)),
        ("newer-than", context.Get(_newer)),
    ];
}
