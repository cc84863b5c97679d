using System.CommandLine;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Commands.Tokens;

/// <summary>The command-line options for the permissions of a token: each names the topics to which a permission applies.</summary>
internal sealed class TokenPermissions
{
    private readonly Option<string[]>[] _options =
    [
        Option("publish", "Topics to which the token may publish; job:TYPE allows to enqueue jobs."),
        Option("subscribe", "Topics that the token may read."),
        Option("admin", "Topics that the token administers, which includes publishing and reading; '*' for all of the server."),
    ];

    public void AddTo(Command command)
    {
        foreach (var option in _options)
            command.Add(option);
    }

    /// <summary>Returns the claims of the token with their topic patterns. A claim without patterns is left out.</summary>
    /// <exception cref="CommandException">A topic pattern is not valid.</exception>
    public Dictionary<string, string[]> Read(CommandContext context)
    {
        var claims = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var option in _options)
        {
            var patterns = (context.Get(option) ?? []).SelectMany(given => given.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
                .ToArray();
            if (patterns.FirstOrDefault(pattern => !TopicPattern.IsValid(pattern)) is { } wrong)
                throw CommandException.Usage($"'{wrong}' ({option.Name}) is not a topic or a pattern; give one such as news or 'room:*'.");
            if (patterns.Length > 0)
                claims[option.Name[2..]] = patterns;
        }

        return claims;
    }

    private static Option<string[]> Option(string claim, string description) => new($"--{claim}")
    {
        Description = $"{description} May be repeated.",
        HelpName = "PATTERN",
        AllowMultipleArgumentsPerToken = true,
        Arity = ArgumentArity.OneOrMore,
    };
}
