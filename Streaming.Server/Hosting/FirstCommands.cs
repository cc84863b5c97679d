using Microsoft.Extensions.Options;
using Streaming.Server.Access;
using Streaming.Server.Jobs.Handlers.Samples;

namespace Streaming.Server.Hosting;

/// <summary>The commands that the log suggests when the server has started. They work as they are, in any folder.</summary>
internal sealed class FirstCommands(
    IOptions<AccessOptions> access, IOptions<SampleOptions> samples, IConfiguration configuration, IHostEnvironment environment,
    IEnumerable<ProgramCommand> programs)
{
    private const string KeySetting = "Access:Keys:0:Secret";
    private const string Header = "-H \"Authorization: Bearer $TOKEN\" ";

    /// <summary>Returns the lines for a server at an address that requires no token of clients on this machine.</summary>
    public IReadOnlyList<string> WithoutToken(string address) =>
    [
        "Three commands to try:",
        $"  curl -N {address}/topics/{(samples.Value.Ticker ? "ticks" : "room:lobby")}/events",
        $"  curl -d 'hello' {address}/topics/room:lobby/messages",
        $"  curl -o lobby.csv '{address}/topics/room:lobby/messages?format=csv'",
    ];

    /// <summary>Returns the lines for a server at an address that requires a token.</summary>
    public IReadOnlyList<string> WithToken(string address) =>
    [
        .. Token(),
        $"  curl -d 'hello' {Header}{address}/topics/room:lobby/messages",
        $"  curl -N {Header}'{address}/topics/room:lobby/events?after=earliest'",
    ];

    private string[] Token()
    {
        if (programs.FirstOrDefault() is not { } program || (access.Value.Keys.Count == 0 && access.Value.Authority is not null))
            return ["Two commands to try, with a token for room:* in the variable TOKEN (your program or authority signs tokens):"];
        var source = SettingSource.Of(configuration, KeySetting);
        var hint = source is null || source.StartsWith("file ", StringComparison.Ordinal) || source == "user secrets" ? string.Empty
            : $"; the first one needs this server's {KeySetting} ({source})";
        return
        [
            $"Three commands to try, which need a token{hint}:",
            $"  TOKEN=$({program.Text} token create --subject me --publish 'room:*' --subscribe 'room:*'{Options()})",
        ];
    }

    // The command reads the same files with settings as this server.
    private string Options() =>
        (environment.IsProduction() ? string.Empty : $" --environment {environment.EnvironmentName}") +
        (Path.TrimEndingDirectorySeparator(environment.ContentRootPath) == ContentRoot.Find(AppContext.BaseDirectory) ? string.Empty
            : $" --contentRoot {ProgramCommand.Quote(environment.ContentRootPath)}");
}
