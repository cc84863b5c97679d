using System.CommandLine;

namespace Streaming.Server.Commands.Jobs;

/// <summary>The command-line options that select jobs by their state, type and age.</summary>
/// <param name="states">The states that the command accepts, as a sentence for the output of <c>--help</c>.</param>
internal sealed class JobFilterOptions(string states)
{
    private readonly Option<string> _state = new("--state") { Description = states, HelpName = "STATE" };

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

    /// <summary>
    /// Returns whether the caller has given the option that selects jobs by their state. A command that changes several jobs requires this
    /// option, so that nobody changes all jobs by mistake.
    /// </summary>
    public bool HasState(CommandContext context) => context.Get(_state) is not null;

    /// <summary>Returns the query parameters of the HTTP request that selects these jobs.</summary>
    public (string, string?)[] Read(CommandContext context) =>
    [
        ("state", context.Get(_state)), ("type", context.Get(_type)), ("older-than", context.Get(_older)),
        ("newer-than", context.Get(_newer)),
    ];
}
